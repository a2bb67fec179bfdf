"""One engine question → one Django form field. It checks what was typed; it holds no rules."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.http import QueryDict

from intake import texts
from intake.engine.types import NOT_SURE, Kind, Question

LONGEST_TEXT = {Kind.SHORT_TEXT: 200, Kind.LONG_TEXT: 2000}
LONGEST_KEY = 60
PREFIX = "q-"
WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0}
SHORT_UNITS = {"wk": "week", "mo": "month", "mth": "month", "yr": "year"}
WORD_NUMBERS = {"a": 1.0, "an": 1.0, "one": 1.0, "half a": 0.5, "half an": 0.5}
_AMOUNT = re.compile(
    r"^(?:(?:about|around|almost|nearly|over|for) +)?"
    r"(?:(?P<number>\d{1,9}(?:[.,]\d{1,4})?)|(?P<word>an?|one|half an?)(?= ))"
    r"(?: *(?P<unit>day|week|wk|month|mth|mo|year|yr)s?)?(?: +ago)?\.?$"
)


class ListWidget(forms.Widget):
    """Reads every value sent under one name; the page is drawn from the question itself."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, QueryDict) else list(data.get(name, []))


class ChosenField(forms.Field):
    """Options picked from a question; cleans to one key, or to a list for several."""

    widget = ListWidget

    def __init__(self, question: Question) -> None:
        super().__init__(required=question.required)
        self.question = question

    def clean(self, value: list[str]) -> Any:
        picked = list(dict.fromkeys(value))
        options = {option.key: option for option in self.question.options}
        if any(key not in options for key in picked):
            raise ValidationError(texts.SELECT_LISTED)
        if not picked:
            return self._nothing()
        if not self.question.kind.takes_several:
            if len(picked) > 1:
                raise ValidationError(texts.SELECT_ONE)
            return picked[0]
        alone = next((options[key] for key in picked if options[key].exclusive), None)
        if alone and len(picked) > 1:
            raise ValidationError(texts.NONE_OR_SOME, params={"alone": alone.text})
        return picked

    def _nothing(self) -> None:
        if not self.required:
            return
        several = self.question.kind.takes_several
        raise ValidationError(
            self.question.error or (texts.SELECT_SOME if several else texts.SELECT_ONE)
        )


class ScaleField(forms.Field):
    """One point of a scale, or "not sure" where the question offers it."""

    widget = ListWidget

    def __init__(self, question: Question) -> None:
        super().__init__(required=question.required)
        self.question = question

    def clean(self, value: list[str]) -> Any:
        picked = list(dict.fromkeys(value))
        offered: dict[str, Any] = {str(point): point for point in scale_points(self.question)}
        if self.question.not_sure_label:
            offered[NOT_SURE] = NOT_SURE
        if any(key not in offered for key in picked):
            raise ValidationError(texts.SELECT_LISTED)
        if len(picked) > 1 or (not picked and self.required):
            raise ValidationError(self.question.error or texts.SELECT_ONE)
        return offered[picked[0]] if picked else None


class NumberField(forms.Field):
    """A number, or "not sure" where the question offers it. Weeks may be typed as "6 months"."""

    widget = ListWidget

    def __init__(self, question: Question) -> None:
        super().__init__(required=question.required)
        self.question = question

    def clean(self, value: list[str]) -> Any:
        typed = [part.strip() for part in value if part.strip()]
        numbers = [part for part in typed if part != NOT_SURE]
        not_sure = NOT_SURE in typed and bool(self.question.not_sure_label)
        if not_sure and numbers:
            label = self.question.not_sure_label
            raise ValidationError(texts.ENTER_NUMBER_OR_NOT_SURE, params={"label": label})
        if not_sure:
            return NOT_SURE
        if not numbers:
            if self.required:
                raise ValidationError(self._ask())
            return None
        return self._within(self._parse(numbers[0]))

    @property
    def _in_weeks(self) -> bool:
        return self.question.unit == "weeks"

    def _ask(self) -> Any:
        """Return the editor's own sentence, which names the field, or else a general one."""
        if self.question.error:
            return self.question.error
        if self._in_weeks:
            return texts.ENTER_LENGTH_OF_TIME
        return ValidationError(texts.ENTER_NUMBER, params={"example": self._example()}).messages[0]

    def _example(self) -> str:
        low = self.question.minimum or 0
        high = self.question.maximum if self.question.maximum is not None else low + 12
        return f"{(low + high) // 2:g}"

    def _parse(self, typed: str) -> float:
        match = _AMOUNT.match(" ".join(typed.lower().split()))
        if not match or not self._knows(match["unit"]):
            raise ValidationError(self._ask())
        word = match["word"]
        number = WORD_NUMBERS[word] if word else float(match["number"].replace(",", "."))
        if match["unit"] and self._in_weeks:
            unit = _whole(match["unit"])
            # Nobody means a tenth of a week by "5 months"; days need it.
            number = round(number * WEEKS[unit], 1 if unit == "day" else 0)
        return int(number) if number.is_integer() else number

    def _knows(self, unit: str | None) -> bool:
        return not unit or self._in_weeks or self.question.unit == f"{_whole(unit)}s"

    def _within(self, number: float) -> float:
        low, high = self.question.minimum, self.question.maximum
        is_outside = (low is not None and number < low) or (high is not None and number > high)
        if is_outside and self.question.error:
            raise ValidationError(self.question.error)
        if low is not None and number < low:
            raise ValidationError(texts.ENTER_AT_LEAST, params={"limit": f"{low:g}"})
        if high is not None and number > high:
            raise ValidationError(texts.ENTER_AT_MOST, params={"limit": f"{high:g}"})
        return number


def _whole(unit: str) -> str:
    return SHORT_UNITS.get(unit, unit)


class WordsField(forms.Field):
    """A text in the client's own words."""

    widget = ListWidget

    def __init__(self, question: Question) -> None:
        super().__init__(required=question.required)
        self.question = question

    def clean(self, value: list[str]) -> str | None:
        # Browsers send line breaks as two characters and count them as one.
        text = (value[0] if value else "").replace("\x00", "").replace("\r\n", "\n").strip()
        limit = LONGEST_TEXT[self.question.kind]
        if len(text) > limit:
            raise ValidationError(texts.SHORTEN_TEXT, params={"limit": limit})
        if not text and self.required:
            raise ValidationError(self.question.error or texts.ENTER_TEXT)
        return text or None


def scale_points(question: Question) -> range:
    """Return the whole numbers a scale offers; 0 to 10 where the question sets no ends."""
    low = 0 if question.minimum is None else int(question.minimum)
    high = 10 if question.maximum is None else int(question.maximum)
    return range(low, high + 1)


def field_for(question: Question) -> forms.Field:
    """Return the form field that checks one question."""
    if question.kind is Kind.SCALE:
        return ScaleField(question)
    if question.kind.takes_options:
        return ChosenField(question)
    if question.kind.takes_number:
        return NumberField(question)
    return WordsField(question)


class StepForm(forms.Form):
    """The questions of one step; `answers` gives what was cleaned, by question key."""

    def __init__(self, questions: Iterable[Question], data: Any = None) -> None:
        super().__init__(data)
        self.questions = tuple(questions)
        for question in self.questions:
            self.fields[PREFIX + question.key] = field_for(question)

    @property
    def answers(self) -> dict[str, Any]:
        """Question key → raw value, as the engine reads it; None for what was left empty."""
        return {q.key: self.cleaned_data[PREFIX + q.key] for q in self.questions}

    def typed(self, question: Question) -> list[str]:
        """Return what was sent for a question, right or wrong, to show it again."""
        return self.fields[PREFIX + question.key].widget.value_from_datadict(
            self.data, {}, PREFIX + question.key
        )

    def error(self, question: Question) -> str:
        """Return the sentence that says what to do about a question, or ""."""
        return " ".join(str(sentence) for sentence in self.errors.get(PREFIX + question.key, []))


class ConsentForm(forms.Form):
    """The one box on the start page; `shown` says which words stood beside it.

    `from` is the cause key of the article whose link was followed.
    """

    agree = forms.BooleanField(error_messages={"required": texts.AGREE_FIRST})
    shown = forms.CharField(required=False)

    def __init__(self, text: str, data: Any = None, *, came_from: str = "") -> None:
        super().__init__(data, initial={"from": came_from})
        self.fields["from"] = forms.Field(required=False)
        self.fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def came_from(self) -> str:
        """The article the client came from, as the address or the form says; unchecked."""
        return str(self["from"].value() or "")[:LONGEST_KEY]

    def clean_from(self) -> str:
        """Return what may be the key of an article; anything else counts as none."""
        said = str(self.cleaned_data["from"] or "")
        return said if len(said) <= LONGEST_KEY and slug_re.fullmatch(said) else ""

    def clean_shown(self) -> str:
        """Refuse a consent to words that an editor has changed since they were shown."""
        shown = str(self.cleaned_data["shown"])
        if shown and shown != self.fingerprint:
            self.add_error("agree", texts.READ_AGAIN)
        return shown
