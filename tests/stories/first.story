# The first screens: the same for everybody, and nothing of them is kept.

story: nothing is kept of who only looks
= first.welcome
> info
= first.info
> phone
= first.info_phone
> arrest
= first.info_arrest
> help
= core.when
? no case
? key no

story: about us, and what is kept
> info about
= about.about
> data
= about.data
> understood
= about.about
> real
= about.real
> understood
= about.about
> help
= core.when

story: a new message for each question, for a screen reader
> other
= first.lang
> numbers
= first.welcome
> help
= core.when
> weeks
= core.who

story: words that are no answer are asked again, then by number, then a person is offered
> help
= core.when
< qwertyuiop
+ not_understood
= core.when
< asdfghjkl
+ numbers_hint
< zxcvbnm
+ numbers_hint
> _person
= menu.person

story: an officer's word on what is kept stands before the yes too
> help days me adult more
= about.data
? no case
> understood
= core.consent
> agree
= core.silence
