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

story: a language of ours that is missing is noted by its typed name, and the officer sees it
> other none
= first.lang_none
< runasimi
= first.lang_noted
? no case
> wake
= danger.d_may
? fact language_asked qu
? alert T0

story: a name of a language that is not plain is asked back, and one that nobody knows is not kept
> other none
< quichuaa
+ country_guess
= first.lang_none
> qu
= first.lang_noted
> help
= core.when

story: how to know the true bot
> info about real
= about.real
> understood
= about.about

story: a complaint goes to those who lead, and not into the case
> help weeks me adult agree drop NP labour attack unknown first advice any none send
> _menu about complain
= about.feedback
> complain
= about.complain
< nobody answered me for a day
+ passed_on
= about.thanks
? case sent
? parts of text 0

story: a word about our help leaves no fact
> _menu about complain good
= about.thanks
? no case
