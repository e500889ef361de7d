from privacy.services.consents import give_consent, publish_notice, withdraw_consent
from privacy.services.erasures import ask_erasure, decide_erasure
from privacy.services.holds import lift_hold, place_hold
from privacy.services.reveals import REASON_LENGTH, reveal

__all__ = [
    "REASON_LENGTH",
    "ask_erasure",
    "decide_erasure",
    "give_consent",
    "lift_hold",
    "place_hold",
    "publish_notice",
    "reveal",
    "withdraw_consent",
]
