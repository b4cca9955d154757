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
= menu.lost
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

story: my phone was taken
> _menu lost person phones
= danger.phones

story: the language is changed in the middle of an answer
> help days
> _menu lang es
= first.welcome
> help
= core.when
