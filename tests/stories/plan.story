# A plan in three parts, five short cards, and what is done to people online. Nothing of it is kept.

story: the three parts keep nothing
> info plan
= plan.start
> body
= plan.body
> held
= plan.body_held
> daily parts family
= plan.family
> feared
= plan.family_feared
> together parts devices
= plan.devices
> cards
= plan.cards
? no case
? key no

story: five cards in a row
> info plan cards screen
= plan.card_screen
> next
= plan.card_accounts
> next
= plan.card_links
> next
= plan.card_proof
> next
= plan.card_images
> cards
= plan.cards

story: pictures online lead to proof, the platform and groups led by women
> info plan online pictures
= plan.online_now
> proof
= plan.card_proof
> _back
> report
= plan.card_images
> _back
> women_guest
= plan.women
> women
= places.options
? no case

story: from the places to a plan and back
> help weeks me adult agree drop KE land attack armed first advice any none send places
= places.options
> plan
= plan.start
> _back
= places.options
