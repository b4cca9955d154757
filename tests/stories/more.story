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
= more.family
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
= more.story
> _skip
= places.options
? fact last_seen week

story: words at a question with ticks are passed on while somebody is called
> help days me adult agree drop NP labour attack unknown first advice any none send more
< they came back tonight
+ passed_on
= more.happened
