# The sealed page, as the chat knows it: a button that leads out, and the news of what came.

story: without a page no screen speaks of one
> danger wake any officials none
= danger.line_state
? fact perpetrator security_forces

story: names and places go by the page while it rings, and the line stays open
^ there
> danger wake any officials none
= danger.line_state
^ opens
= more.page
> go_on
= danger.line_state
^ brings
+ page_arrived
= danger.line_state
? alert T0

story: what came is thanked for on the screen of its button, and the talk goes back
^ there
> danger wake any armed none
^ opens
= more.page
^ brings
+ page_arrived
= danger.line

story: after the core case, where officials are the danger
^ there
> help days me adult agree drop KE land attack forces done first lawyer any none send
> story
= more.story_taps
^ brings
= more.page_ok
> go_on
= places.options
? alert T1

story: and where they are not, the page stands beside a few words
^ there
> help days me adult agree drop KE land attack armed first lawyer any none send
> story
= more.story
^ brings
= more.page_ok

story: who comes back to the chat after half an hour finds the first screen, and officers were called
^ there
> danger wake any officials none
^ shows
@ 31m
^ brings
- page_arrived
< hello
= first.welcome
