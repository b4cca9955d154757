# Places that can help, and the three consents before the first that an officer prepares.

story: the consents are asked once, before the first place
> help weeks me adult agree drop NG media online unknown first phone any none send places
= places.options
> accessnow-helpline
= places.offer
> officer
= places.named
> each
= places.anonymised
> nothing
= places.state
> without
= places.offer_ok
? consent share_named no
? consent share_anonymised no
? consent state_contact no
> more
= places.options
> front-line-defenders officer
= places.offer_ok
> finish
= places.end

story: not this one, more places, none now
> help weeks me adult agree drop NG media online unknown first phone any none send places
= places.options
> _more
= places.options
> _back
> places
= places.options
> accessnow-helpline other
= places.options
> none
= places.end

story: State places are shown to whoever wishes it
> help weeks me adult agree drop MX media attack armed first advice any none send places
> state
= places.state_first
> with_state
= places.options
? consent state_contact yes

story: I contact them myself
> help weeks me adult agree drop NG media online unknown first phone any none send places
> accessnow-helpline alone
= places.self
> more
= places.options

story: the word places from the first screen
< places
= places.options
> fit
= core.when

story: a place that tells a government is prepared only for who agreed to just that
> help weeks me adult agree drop HN media attack officials done first advice any none send places
> _more ohchr-field officer each nothing without
= places.tells_state
? consent state_contact no
> without
= places.options
> _more ohchr-field officer
= places.tells_state
> with_state
= places.offer_ok
? consent state_contact yes
