"""What the bot says outside any question: short news to a person, the officers' chat, labels of fixed buttons.

Only here: the English source of each notice, as a named `Text` whose id begins with `notice/`. They are extracted and
translated like the texts of a flow. This file does not know when a notice is said, nor in which language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.text import Text

_ALL: list[Text] = []
_KINDS: dict[str, str] = {}
_BEGUN: set[str] = set()


def _notice(name: str, source: str) -> Text:
    """An answer: it is said while the person looks."""
    text = Text(f"notice/{name}", source)
    _ALL.append(text)
    return text


def _button(name: str, source: str) -> Text:
    """A label."""
    return _of_kind("label", _notice(name, source))


def _part(name: str, source: str) -> Text:
    """What stands inside another text."""
    return _of_kind("phrase", _notice(name, source))


def _begins(name: str, source: str) -> Text:
    """What we say of our own accord, or late: it may stand on a locked screen, so it is dull all through."""
    text = _notice(name, source)
    _BEGUN.add(text.id)
    return text


def _typed(name: str, source: str) -> Text:
    """Words that a person may type, parted by |."""
    return _of_kind("words", _notice(name, source))


def _of_kind(kind: str, text: Text) -> Text:
    _KINDS[text.id] = kind
    return text


def texts() -> Iterator[Text]:
    """Every notice, in the order of this file."""
    yield from _ALL


def kinds() -> Mapping[str, str]:
    """The kinds of the notices that are no whole message, by id."""
    return _KINDS


def begun() -> frozenset[str]:
    """The ids of what may stand on a locked screen although nobody just asked."""
    return frozenset(_BEGUN)


# Buttons that the bot adds to a question.
BACK = _button("back", "Back")
DONE = _button("done", "Done")
MENU = _button("menu", "Menu")
HIDE = _button("hide", "Hide")
MORE = _button("more", "More")
MORE_PLACES = _button("more_places", "More places")
OFFER_PERSON = _button("offer_person", "Write to a person")
PHONES = _button("phones", "Phone numbers")
SAFE_NOW = _button("safe_now", "I am safe now")
OPEN = _button("open", "Open")
CHOSEN = _notice("chosen", "{label}: chosen")

# What stands in an empty chat, in the list of commands, and the one message that we ever start.
DESCRIPTION = _begins(
    "description",
    "Free help and information. Telegram can read this chat. Press START, then choose your language.",
)
ABOUT_LINE = _begins("about_line", "Free help and information.")
COMMAND_START = _button("command_start", "Begin")
COMMAND_MENU = _button("command_menu", "Menu")
KNOCK = _begins("knock", "You have a message.")

# The line, and the truth while it rings.
PASSED_ON = _begins("passed_on", "Passed on, locked. We delete it from this chat.")
WITHDRAWN = _notice(
    "withdrawn",
    "One thing that we showed you before in this chat is no longer right. Do not use it any more: we have taken it "
    "away. The menu has other ways to go on. It was: {name}.",
)
WORD = _part("word", "word")
NOBODY = _part("nobody", "nobody")
LOCKED_PAGE = _button("locked_page", "locked page")
PAGE_ARRIVED = _begins("page_arrived", "The page arrived, locked. Thank you.")
TAKEN = _begins("taken", "A person on duty has your message and opens it now.")
NOT_YET = _begins(
    "not_yet",
    "Nobody has answered yet. We are calling more people. If you can, call a number too, or go to someone you trust.",
)
STILL_NOBODY = _begins(
    "still_nobody",
    "Still nobody. This is our failure, not yours. Do not wait for us. We go on calling, and we write here when a "
    "person answers.",
)
MANY = _begins(
    "many",
    "Many people are calling at this moment, and we answer one after the other. It takes longer than usual. Call a "
    "number too, or go to someone you trust.",
)
PERSON_ON_DUTY = _begins("person_on_duty", "Person on duty: {words}")
NOT_TRANSLATED = _begins("not_translated", "These words stand as they were written. They are not translated.")
LINE_CLOSED = _begins(
    "line_closed", "The person on duty has closed this line. To call again, tap Menu, then the first button."
)

HOUR_HERE = _button("hour_here", "It is now {hour} o'clock here")

# What was not an answer.
NOT_UNDERSTOOD = _notice("not_understood", "We did not understand that. Tap an answer.")
NUMBERS_HINT = _notice("numbers_hint", "You can also type the number of an answer.")
TAPS_COUNT = _notice(
    "taps_count",
    "Here only taps and numbers count, and we delete these words from this chat. Tap an answer. To write to a person, "
    "tap Menu.",
)
HELD = _notice("held", "We hold what you wrote, locked. Tap the first button: a person is called and gets it.")
WORD_HERE = _notice("word_here", "That is your word. It is open already. We delete the word from this chat.")
DO_NOT_KNOW = _typed("do_not_know", "i do not know|i don't know|i dont know|don't know|dont know|not sure|no idea|idk")
TAPS_ONLY = _notice("taps_only", "Here we take taps only, because Telegram can read words. We kept nothing of it.")
COUNTRY_UNKNOWN = _notice("country_unknown", "We do not know this name, and kept nothing of it. Try another spelling.")
COUNTRY_GUESS = _notice("country_guess", "Which of these is it?")
WORD_KEPT = _notice("word_kept", "We have your word, and delete it from this chat. Type it here to come back.")
CODE = _begins(
    "code",
    "Code for another phone: {code}\n\nKeep it only if you can hide it well. It opens nothing on this phone. We delete "
    "this message in 10 minutes.",
)
ACCOUNT_KNOWN = _notice("account_known", "We have the account, and delete the contact from this chat. Now your word.")
WORD_LIST = _typed(
    "word_list",
    "anchor|apple|autumn|barrel|basket|beach|blanket|bottle|bread|brick|bucket|button|candle|carpet|castle|chair|"
    "cherry|circle|cloud|coffee|copper|corner|cotton|dance|dawn|desert|door|dust|eagle|engine|feather|fence|field|"
    "finger|flame|flower|forest|garden|ginger|glass|gold|guitar|hammer|harbor|hill|honey|island|jacket|kettle|"
    "kitchen|ladder|lake|lemon|letter|lion|mango|market|meadow|mirror|morning|mountain|needle|night|ocean|olive|"
    "onion|paper|pencil|pepper|piano|pillow|planet|pocket|pond|potato|purple|rain|ribbon|ring|rope|salt|sand|"
    "shadow|shell|shoe|silver|spoon|square|stone|storm|summer|table|thunder|tiger|tomato|tower|tree|tunnel|"
    "valley|velvet|violin|wagon|wall|water|window|winter|yellow|zebra",
)
WORD_SHORT = _notice("word_short", "That word is too short. Choose one with 4 letters or more.")
TOO_LONG = _notice("too_long", "That is longer than we can take at once. Send it in parts of at most 3500 letters.")
FILE_TOO_BIG = _begins("file_too_big", "We can take files of at most 20 MB here. Send a smaller one, or describe it.")
MANY_FILES = _notice(
    "many_files", "We hold {n} things that you sent, and did not take this one. First say what we shall do with them."
)
STICKER = _notice("sticker", "We cannot pass on stickers or games. Write it, or tap an answer.")
EDITED = _notice("edited", "We use what you sent first. Send the correction as a new message.")
FORWARDED = _notice("forwarded", "This was forwarded, so we do not take it as your answer. Tap or write your own.")
LATE_BUTTON = _notice("late_button", "That button belongs to an earlier question. Here is the present one.")
CHILD_NO_FILES = _begins(
    "child_no_files", "We deleted what you sent and kept nothing of it. Go on with taps; after them you can write."
)
GROUP = _notice("group", "I only talk in private. Write to me alone.")

# What became of things.
NOTHING_KEPT = _notice("nothing_kept", "We keep nothing of these answers.")
DELETED = _notice("deleted", "Deleted.")
NOT_TAKEN = _begins("not_taken", "Your last message did not reach us. This is our fault. Send it once more.")
FILE_LOST = _begins("file_lost", "We could not fetch your file. This is our fault. Send it once more.")
DELETE_BY_HAND = _begins(
    "delete_by_hand",
    "Some messages here are older than 2 days, and we cannot delete them. Delete this chat in Telegram.",
)
NO_NUMBERS = _notice(
    "no_numbers",
    "We have no phone number here that a person has checked. Call someone you trust nearby. If the police are not the "
    "danger, call the emergency number that people use where you are. A call can leave a trace.",
)
FIND_OUT = _part("find_out", "an officer will find out whether it is open")
INVENTED = _part("invented", "invented for this demo")

# How a case stands, as one line.
STATES = {
    name: _part(f"state_{name}", source)
    for name, source in {
        "ringing": "Nobody has read it yet. We are calling.",
        "taken": "A person on duty has it.",
        "answered": "A person has answered you.",
        "open": "It is open.",
        "waiting_for_person": "We wait for your answer.",
        "quiet": "An officer is trying to reach you.",
        "closed": "It is closed.",
        "prepared": "A text is ready for you to read.",
        "approved": "You said yes to the text.",
        "sent": "The text was sent.",
        "acknowledged": "They said that it arrived.",
        "acted": "They did something.",
        "published": "It is public.",
        "refused": "They said no.",
        "no_answer": "They did not answer.",
        "withdrawn": "You took it back.",
    }.items()
}

# The places of a case, one line each.
STATES["asked"] = _notice("state_asked", "An officer prepares the text.")
PLACE_LINE = _part("place_line", "Since {day}, {name}: {state}")
PLACE_NEXT = _part("place_next", "Next look: {day}.")
PLACE_NEWS = _notice(
    "place_news",
    "There is news from one of the places that you chose. It is meant for your eyes, and for nobody "
    "else's. {name}: {state}",
)
OFFICERS_TEXT = _notice("officers_text", "The text: {words}")
SAID_NO = {
    code: _part(f"said_no_{code}", source)
    for code, source in {
        "not_eligible": "they help other people or other cases",
        "no_capacity": "they have no room now",
        "no_funds": "they have no money now",
        "outside_region": "they do not work in this country",
        "too_late": "too much time has passed for their rules",
        "incomplete": "they needed more than the text said",
        "closed_down": "they have closed",
        "no_reason": "they gave none",
    }.items()
}

# A moment, where nobody's clock is known: a weekday and a part of the day.
MOMENTS = {
    name: _part(f"moment_{name}", source)
    for name, source in {
        "morning": "{day}, in the morning",
        "afternoon": "{day}, in the afternoon",
        "evening": "{day}, in the evening",
        "night": "{day}, at night",
    }.items()
}

# The officers' chat. The two bells are constant: no word of a case stands in them.
BELL_RING = _begins("bell_ring", "Something is waiting. Open the desk now.")
BELL_QUIET = _begins("bell_quiet", "Something arrived. It can wait until you are at the desk.")
BELL_TAKE = _button("bell_take", "I take it")
BELL_OPEN = _button("bell_open", "Open")
OFFICER_WELCOME = _notice(
    "officer_welcome",
    "You are enrolled as {name}. When this chat rings: take it, open it on your own computer, and answer here in "
    "words.",
)
PIN_CHOOSE = _notice(
    "pin_choose",
    "Choose a PIN of 6 digits and type it here. It shows that it is you who answers, also at night. We delete the "
    "message at once.",
)
PIN_AGAIN = _notice("pin_again", "Type the same PIN once more.")
PIN_DIFFERS = _notice("pin_differs", "The two were not the same. Choose a PIN of 6 digits again.")
PIN_PLAIN = _notice("pin_plain", "Anybody would try that one first. Choose another 6 digits.")
PIN_KEPT = _notice("pin_kept", "Your PIN is set, and counts for the next 15 minutes. Nobody here can read it.")
PIN_ASKED = _notice("pin_asked", "Type your PIN, 6 digits. We delete it at once, and go on from here.")
PIN_ASKED_WORDS = _notice(
    "pin_asked_words",
    "Type your PIN, 6 digits. We delete it at once. Your words wait locked and go out right after it; the ringing "
    "goes on until then.",
)
PIN_RIGHT = _notice("pin_right", "That is right. It counts for the next 15 minutes.")
PIN_WRONG = _notice("pin_wrong", "That is not your PIN. {n} more tries today.")
PIN_REFUSED = _notice(
    "pin_refused",
    "Five wrong tries: no PIN is taken here today, and the others were told. Call a colleague. The operator can "
    "enrol you anew.",
)
PIN_REFUSED_TO = _begins("pin_refused_to", "Somebody typed five wrong PINs as {name}. Call {name} another way.")
PIN_LENGTH = _notice(
    "pin_length",
    "Digits alone are never passed on; we deleted them here. A PIN has 6 digits. If it was a number for the person, "
    "write a word beside it.",
)
SEND_AS_IS = _button("send_as_is", "Send as it is")
SEND_NOT = _button("send_not", "Do not send")
OFFICER_DIGITS = _notice(
    "officer_digits", "These words hold 6 digits together. If that is your PIN, do not send them. Shall they go?"
)
OFFICER_LATE = _notice("officer_late", "Words of yours have waited here for long. Shall they still go?")
OFFICER_DROPPED = _notice("officer_dropped", "Not sent, and forgotten.")
OFFICER_PENDING = _notice(
    "officer_pending", "You are expected here as {name}. Press Start to be enrolled with this account."
)
OFFICER_UNKNOWN = _notice("officer_unknown", "Nothing is open here.")
OFFICER_TAKEN = _notice(
    "officer_taken", "You have it for {duration}. Only words to the person end the ringing. Reply to this message."
)
OFFICER_TAKEN_NO_PAUSE = _notice(
    "officer_taken_no_pause",
    "You have it, and it rings on: it was taken often and nobody wrote. Only words to the person end the ringing. "
    "Reply to this message.",
)
OFFICER_RINGS_ON = _begins("officer_rings_on", "One was taken often and nobody has answered. It rings on for all.")
OFFICER_TAKEN_BY = _begins("officer_taken_by", "A colleague has it.")
OFFICER_PAUSE_OVER = _begins("officer_pause_over", "The pause is over and nobody has answered. It rings again.")
OFFICER_ANSWERED_BY = _begins("officer_answered_by", "A colleague has answered. The ringing has ended.")
OFFICER_REPLY_HINT = _notice(
    "officer_reply_hint",
    "Reply to this message to write to the person. Your words travel through Telegram and are not translated. Leave "
    "out names, places and numbers.",
)
OFFICER_REPLY_SENT = _notice("officer_reply_sent", "Passed on. The ringing has ended.")
OFFICER_REPLY_WAITS = _notice(
    "officer_reply_waits",
    "Kept locked until the person comes, or until the hours that they chose. The ringing has ended.",
)
OFFICER_NOT_REACHED = _begins(
    "officer_not_reached", "Telegram did not deliver it: the person may have blocked this chat. Try another agreed way."
)
OFFICER_NOTHING_TAKEN = _notice(
    "officer_nothing_taken", "These words went nowhere. Reply to the message of a case that you took."
)
OFFICER_CLOSED = _notice(
    "officer_closed", "These words went nowhere: this is closed, and nothing leads there any more."
)
OFFICER_ONLY_WORDS = _notice(
    "officer_only_words", "This went nowhere. Only words typed here are passed on; nobody can read anything else."
)
OFFICER_FULL = _notice(
    "officer_full", "This was not kept: too much waits here already. Type your PIN, 6 digits, and then write it again."
)
OFFICER_NOT_DONE = _notice(
    "officer_not_done",
    "One thing that waited could not be done, and nothing of it went out. Look at it again, and tell the operator.",
)
OFFICER_UNREACHED = _begins("officer_unreached", "No message reaches {name} here any more. Call {name} another way.")
OFFICER_QUIET = _begins("officer_quiet", "Nobody has answered our words for long. See Tasks.")
OFFICER_GUESSED = _begins("officer_guessed", "Somebody typed five wrong words where something is locked. See Tasks.")
TASKS = _button("tasks", "Tasks")
TASK_DONE = _button("task_done", "It is done")
TASK_LINE = _notice("task_line", "{n}. {id}, for {duration}: {what}")
TASK_ONE = _notice("task_one", "{id}, for {duration}: {what}. Reply to this message to write to the person.")
MENU_ALERTS = _button("menu_alerts", "What rings")
MENU_PIN = _button("menu_pin", "Another PIN")
MENU_COUNTS = _notice("menu_counts", "Ringing now: {n}. Tasks: {count}.")
MENU_NO_ALERTS = _notice("menu_no_alerts", "Nothing rings.")
MENU_NO_TASKS = _notice("menu_no_tasks", "No tasks.")
ALERT_LINE = _notice("alert_line", "{n}. For {duration}.")
ALERT_ONE = _notice("alert_one", "It has rung for {duration}. Reply to this message to write to the person.")
TASK_KINDS = {
    name: _part(f"task_{name}", source)
    for name, source in {
        "checkin_missed": "a check-in was not answered",
        "not_fine": "the person is not fine",
        "unread": "our message was not read",
        "referral_due": "a place has not answered in time",
        "change_text": "the person wants a text changed",
        "ask_to_stop": "places must be asked to stop",
        "prepare": "a text is to be prepared",
        "not_yet": "the person does not want to close yet",
        "closing_unanswered": "nobody answered whether to close",
        "send_text": "a text may go out: the person said yes to it",
        "again": "somebody is back whose case was closed",
        "unreachable": "the chat refuses our messages; try another agreed way",
        "quiet": "no sign of the person since our last words; try another agreed way",
        "word_guessed": "five wrong words in a day",
        "confirm_yes": "a yes to a text came without the word; make sure another way that it is the person",
    }.items()
}
OFFICER_MORE = _begins("officer_more", "The person sent more. Open it again.")
OFFICER_ERASED = _begins("officer_erased", "The person deleted this. Nobody can open it any more.")
INCIDENT = _begins(
    "incident", "{n} people call at once, about one event. One bell stands for all. Who is known to us comes first."
)
SHIFT_TEST = _begins("shift_test", "Your shift begins. Are you there? It counts only when you tap.")
SHIFT_YES = _button("shift_yes", "I am on duty")
SHIFT_BEGUN = _notice("shift_begun", "You are on duty until {time}.")
SHIFT_MISSED = _begins("shift_missed", "A shift has nobody: its test was not answered. See whose it is, and call them.")
SHIFT_WHOSE = _button("shift_whose", "Whose is it?")
SHIFT_OF = _notice(
    "shift_of",
    "You asked whose it is. It began at {time}. Call by telephone, or enter somebody else in the rota. The rota names "
    "{name}.",
)
SHIFT_LATE = _begins("shift_late", "The shift that had nobody has somebody now.")
DIGEST = _begins("digest", "Today's note is here. Open it, so that we know that we can count on you.")
DIGEST_OPEN = _button("digest_open", "Open the note")
DIGEST_IS = _notice("digest_is", "Calls that nobody has answered: {n}.")
DIGEST_SHIFT = _part("digest_shift", "Your next shift begins {time}.")
DIGEST_GAP = _part("digest_gap", "Nobody is entered from {from} to {to}.")
DIGEST_RECORD = _part("digest_record", "The record ends with {hash}.")
DIGEST_ASLEEP = _begins(
    "digest_asleep", "Somebody has opened no note for three days, and is not counted on. Call them."
)
DIGEST_WHOSE = _notice(
    "digest_whose",
    "You asked who has opened no note for three days. Until a note is opened, no shift of theirs counts and nothing "
    "can be opened by them: {name}.",
)
DIGEST_FIRST = _notice("digest_first", "You have opened no note for three days. Open today's note first, then this.")
WAKE_TEST = _begins("wake_test", "This is the weekly test of what wakes you. Did your phone ring, besides this chat?")
WAKE_YES = _button("wake_yes", "It rang")
WAKE_PROVED = _notice("wake_proved", "Good. It counts for seven days.")
WAKE_UNPROVED = _notice(
    "wake_unproved", "No call of ours went through to it yet. Tell your lead, and do not count on it tonight."
)
OFFICER_LOST = _begins(
    "officer_lost",
    "{id}: since {time} the phone is in other hands, somebody says who proved who they are. It goes on in another "
    "chat. Trust nothing from the old one.",
)
OFFICER_MOVED = _begins("officer_moved", "{id}: since {time} it goes on in another chat of the same person.")
OFFICER_STOPPED = _begins("officer_stopped", "{id}: sharing was stopped. Send nothing more to anybody.")
OFFICER_HELD = _begins(
    "officer_held",
    "{id}: somebody deleted this without its word. It is closed to us, and destroyed in 24 hours unless the word "
    "comes.",
)
OFFICER_TAKEN_BACK = _begins("officer_taken_back", "{id}: its word was typed. It is open again.")
OFFICER_STALE = _notice("officer_stale", "That button is of an earlier bell.")
OFFICER_FETCH = _notice(
    "officer_fetch", "Open sends the case here, locked to your key. Where the key store is: amparo case fetch {id}."
)
PHRASES = _button("phrases", "Phrases")
PHRASES_ASK = _notice("phrases_ask", "What do you want to say? They read it in their own language.")
PHRASE_SAID = _notice("phrase_said", "You said: {words}")
ANSWER_CAME = _notice("answer_came", "{words} Their answer: {answer}")
ANSWER_WAITS = _begins("answer_waits", "An answer came. Type your PIN to read it.")
PHRASE_GONE = _notice("phrase_gone", "This sentence was taken away and was not sent. Choose another, or write.")
PHRASE_UNSAID = _notice(
    "phrase_unsaid", "A person on duty wrote to you, and it was taken back. Write here, and they answer you anew."
)
ANSWER_PASSED = _notice("answer_passed", "Passed on to the person on duty.")
OPENED = _begins("opened", "A person has opened your message and is reading it now.")
OPEN_WHY = _notice("open_why", "Why do you open it? The answer is written down first, without anything of the case.")
WHY_SHIFT = _button("why_shift", "On shift")
WHY_HANDOVER = _button("why_handover", "Hand-over")
WHY_LEAD = _button("why_lead", "Asked by the lead")
WHY_FOLLOWUP = _button("why_followup", "Follow-up")
WHY_COMPLAINT = _button("why_complaint", "A complaint")
OPEN_HERE = _notice(
    "open_here", "Here it is, locked to your key. Open it on your own computer; it leaves this chat after 40 hours."
)
OPEN_NOT_LISTED = _notice(
    "open_not_listed",
    "Your key is not on the list of those who may open cases. Ask the operator, and let a colleague open this one.",
)
OPEN_EARLIER = _notice(
    "open_earlier", "Parts that were locked before you joined: {n}. Your key does not open them; a colleague's does."
)
OPEN_LARGE = _notice(
    "open_large", "Files too large for this chat: {n}. Where the key store is: amparo case fetch {id}."
)
OPEN_NO_WORD = _notice(
    "open_no_word",
    "A case of this chat has a word, and it has not been typed for {duration}. It may be somebody else who calls: "
    "begin with questions that tell nothing.",
)
OPEN_MANY = _begins("open_many", "{name} has opened much within an hour. Ask them why. Nothing was stopped.")
OFFICER_FOREIGN = _notice(
    "officer_foreign",
    "They read in {language}. Words of your own go as you write them and are marked as not translated.",
)
OFFICER_WATCHED = _notice(
    "officer_watched", "Those they fear may read this chat too: use phrases first, and name no person, place or time."
)
OFFICER_CAREFUL = _notice(
    "officer_careful",
    "Those they fear may read this chat. Phrases say less. If your words hold no name, place, number or date, send "
    "them as they are.",
)
