"""In which tone a state of a plan item is shown, on every desk alike: bad news is never louder than good."""

STATE_TONES = {
    "idea": "plain",
    "undecided": "look",
    "decided": "",
    "running": "",
    "done": "ok",
    "held": "look",
    "dropped": "plain",
    "not_said": "plain",
}
