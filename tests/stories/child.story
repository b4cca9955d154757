# Under 18.

story: few questions, and a person
> help weeks me child
= child.start
? no case
> go_on
= child.consent
> agree
= child.country
> PT
= child.wrong
> online
= child.adult
> unsure
= child.hours
> day
= child.hour
< 14
= child.sent
? case sent
? fact age_band child
? fact groups child
? fact country PT
? alert T1

story: what do they see
> help weeks me child go_on see
= about.data
> understood
= child.consent

story: no, show me places
> help weeks me child go_on guest KE
= places.options
? no case

story: stop
> help weeks me child stop
= core.wiped
? no case

story: danger from there
> help weeks me child danger
= danger.card
> wake
= danger.d_may
? alert T0
