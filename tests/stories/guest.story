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
