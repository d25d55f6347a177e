"""What a session keeps of when its owner showed the password: seconds since 1970."""

BEGAN = "_began"  # at the log-in; counts for the absolute limit
OWED = "second_factor"  # what the log-in still owes (web/second_factor.py)
PROVED = "proved"  # again, before something that binds the office (desk/proof.py)
SHOWN = "second_factor_shown"  # in this session: or a role that came later, or stands for another, would need none
