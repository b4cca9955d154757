# None of these: nobody is sent away without a person.

story: a farmer who spoke up
> help weeks me adult agree drop NP none
= scope.ask
> spoke
= core.happened
> land company first advice any none send
= core.sent
? fact spoke_up yes

story: no defender, and a person checks
> help weeks me adult agree drop NP none other
= scope.out
> person
= menu.person
> tell
= menu.told

story: who is in danger today is not sorted out
> help today first me adult agree drop NP none
= scope.ask
> urgent
= core.happened
> attack armed first advice any none send
= core.sent
? case sent T0
? fact spoke_up no

story: closing keeps nothing
> help weeks me adult agree drop NP none other close
= core.wiped
? no case
? key no
