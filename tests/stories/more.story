# What can wait: after the sending each answer joins the sealed case.

story: every question, with a place at its end
> help weeks me adult agree drop NP other land company first advice any none send more
= more.work
> health
= more.happened
> watched lies _done
= more.needs
? fact threat_types doxxing land_eviction online_harassment reprisal_project smear surveillance
> lawyer project _done
= more.people
> indigenous disability _done
= more.access
> text sign _done
= more.family
? fact flags access_needs text_only
> in_danger
= more.told
> worse
= more.network
> alone
= more.peaceful
> peaceful
= more.money
> world_bank
= places.options
? fact project_finance ibrd_ida
? fact relatives_at_risk True
? fact authorities_told worse
? fact groups disability health_hiv indigenous

story: everything may be passed over
> help weeks me adult agree drop NP labour attack unknown first advice any none send more
= more.happened
> _skip _skip _skip _skip _skip _skip _skip
= places.options

story: a tick can be taken back
> help weeks me adult agree drop NP labour attack unknown first advice any none send more
>> watched hurt watched _done
= more.needs
? fact threat_types death_threat physical_attack

story: a phone that may be read, and somebody missing
> help weeks me adult agree drop NP labour phone done unknown first advice any none send more
> _skip _skip _skip _skip _skip _skip not_always
= more.human
> go_on
= more.phone
> sure
= places.options
? fact digital_compromise confirmed
? fact flags armed

story: when was the person last seen
> help weeks family agreed adult agree drop NP labour missing unknown first search any none send more
> _skip _skip _skip _skip _skip _skip _skip
= more.missing
> week
= more.elements
> go_on
= more.story
> _skip
= places.options
? fact last_seen week

story: somebody else asks for a missing person, and the family is asked for its yes
> help weeks colleague unable adult agree drop NP labour missing unknown first search any none send more
> _skip _skip _skip _skip _skip _skip _skip
= more.missing
> months
= more.agrees
> agreed
= more.elements
? fact family_agrees yes
? fact kind third_party_with_consent

story: charged under another label
> help weeks me adult agree drop NP labour arrest free officials done first lawyer any none send more _skip
= more.label
> other
= more.needs
? fact other_label yes

story: a screen reader from there on
> help weeks me adult agree drop NP labour attack unknown first advice any none send more _skip _skip
> disability _done
= more.access
> reader _done
= more.family
? fact flags access_needs

story: not always peaceful, and somebody in danger is called for at once
> danger wake any armed HN taps me adult agree land attack first advice none send more
> _skip _skip _skip _skip _skip _skip not_always
= more.human
? alert T0
? fact triage TX
> person
= menu.person

story: words at a question with ticks are passed on while somebody is called
> help days me adult agree drop NP labour attack unknown first advice any none send more
< they came back tonight
+ passed_on
= more.happened
