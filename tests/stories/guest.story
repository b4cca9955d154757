# A guest agrees to nothing being kept: the same questions, the same places, and no record (F27).

story: where to turn, from the first screen
> info places
= core.when
> weeks me adult
= core.country
> KE gender online unknown first phone
= places.options
? no case
? key no
> none
= places.guest_end
? no case
? key no

story: a no to the consent
> help weeks me adult guest KE gender online unknown first phone
= places.options
? no case
? key no
> accessnow-helpline
= places.offer
> alone
= places.self
> finish
= places.guest_end
? key no

story: a guest can still call a person, and only then is there a case
> help weeks me adult guest
< person
= menu.person
? no case
> tell
= menu.told
? alert T1

story: a yes that becomes a no, and the draft goes with its key
> help weeks me adult agree
? case draft
> _back
= core.consent
> guest
= core.country
? no case
? key no
> KE gender online unknown first phone
= places.options
? no case

story: a no that becomes a yes
> help weeks me adult guest
> _back agree
= core.silence
? case draft
? key yes

story: the key is in memory only, and dies with the process
> help weeks me adult guest
= core.country
? row memory
> KE gender
@ restart
? row gone
> _menu
= first.welcome
? no case

story: the key dies at the last screen
> help weeks me adult guest KE gender online unknown first phone
? row memory
? guests 1
> none
= places.guest_end
? row epoch
@ 2m
? guests 0

story: the key dies an hour after the last answer
> help weeks me adult guest KE gender
@ 59m
? row memory
@ 3m
? row none
? guests 0

story: nothing of a guest stands in any table but the sealed talk
> help weeks me adult guest KE gender online unknown first phone
? rows cases alerts parts consents words record 0
