"""The bells and their channels, driven by `referrals.ladder`: an alert rings until words reached the person."""
