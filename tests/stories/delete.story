# Deleting in its strengths.

story: only this chat
> _menu delete chat
? no case

story: a draft goes with its key, at once
> help weeks me adult agree drop NG
? key yes
> _menu delete case erase
= delete.gone
? no case
? key no
> done

story: a sent case that is still open in this chat
> help weeks me adult agree drop NG media online unknown first phone any river send
> _menu delete
= delete.what
> case
= delete.case

story: stop sharing, and keep the case
> help weeks me adult agree drop NG media online unknown first phone any none send
> places accessnow-helpline officer named nameless with_state finish
? consent share_named yes
> _menu delete sharing
= delete.unshared
? consent share_named no
? consent state_contact no
? case sent

story: what was sent and is deleted without its word is held, and says so
> help weeks me adult agree drop NP labour attack unknown first advice any river send _menu delete case erase
= delete.held
> done
@ 1m
? empty
