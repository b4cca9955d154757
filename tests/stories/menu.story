# Menu, and what it leads to.

story: every entry, and back
> _menu
= menu.menu
> danger
= danger.card
> _back
= menu.menu
> person
= menu.person
> _back
= menu.menu
> places
= places.options
> _back
= menu.menu
> delete
= delete.what
> _back
= menu.menu
> contact
= reprisals.rep1
> _back
= menu.menu
> lost
= menu.lost_sessions
> _back
= menu.menu
> lang
= first.lang
> _back
= menu.menu
> about
= about.about
> _back
= menu.menu
> _back
= first.welcome

story: a person is told, and writing follows
> _menu person tell
= menu.told
? alert T1
> any
= danger.line
< can we talk
+ passed_on

story: my phone was taken, and nothing is found by a wrong word
> _menu lost cannot go_on
= menu.lost
< wrong
= menu.lost_no
> again none
= menu.person
> phones
= danger.phones

story: my phone was taken, and the case goes on here by its word
> help weeks me adult agree drop NP labour attack unknown first advice any river send
@ 31m
< /start
> _menu lost done
= menu.lost
< @word
= menu.lost_ok
> leave
= menu.home

story: the language is changed in the middle of an answer
> help days
> _menu lang es
= first.welcome
> help
= core.when
