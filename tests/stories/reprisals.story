# After contact with the UN, a bank or an embassy.

story: from the menu to a prepared text
> _menu contact
= reprisals.rep1
> un
= core.when
> weeks me adult agree drop KE law
= reprisals.rep2
> travel
= reprisals.rep3
> prepare
= reprisals.rep4
> nameless
= reprisals.rep5
> nameless
= reprisals.rep6
> ask
= core.whom
> officials done first voice any none send
= core.sent
? consent publicity no
? fact cooperating_with_un True
? fact threat_types reprisal_un travel_ban

story: typed
< /reprisals
= reprisals.rep1
> none
= core.when

story: a bank
> help weeks community agree drop NP land contact
= reprisals.rep1
> world_bank
= reprisals.rep2
> family
= reprisals.bank
> talk
= reprisals.rep6
> leave
= core.whom
> company first advice any none send
= core.sent
? fact relatives_at_risk True
? fact threat_types reprisal_project
