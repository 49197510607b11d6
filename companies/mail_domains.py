"""Domains of mail that say nothing about whose a mail is. Pure."""

# Everybody has an address there: the domain says nothing about the sender.
PUBLIC_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.dk",
        "outlook.com",
        "outlook.dk",
        "live.com",
        "live.dk",
        "msn.com",
        "yahoo.com",
        "yahoo.dk",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "jubii.dk",
        "mail.dk",
        "ofir.dk",
        "sol.dk",
        "post.tele.dk",
        "webspeed.dk",
        "stofanet.dk",
        "youmail.dk",
        "mail.tele.dk",
        "privat.dk",
        "gmx.net",
        "gmx.com",
    ]
)
