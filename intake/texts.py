"""The fixed sentences clients see; what the clinic may word itself is in the questionnaire."""

from django.utils.translation import gettext_lazy as _

SELECT_ONE = _("Select one answer")
SELECT_SOME = _("Select at least one answer, or the one that says none")
SELECT_LISTED = _("Select answers from the list")
NONE_OR_SOME = _("Select either “%(alone)s” or the other answers, not both")
ENTER_NUMBER = _("Enter a number, for example %(example)s")
ENTER_NUMBER_OR_NOT_SURE = _("Enter a number or select “%(label)s”, not both")
ENTER_AT_LEAST = _("Enter a number that is %(limit)s or more")
ENTER_AT_MOST = _("Enter a number that is %(limit)s or less")
ENTER_LENGTH_OF_TIME = _("Enter a number with days, weeks, months or years, such as 6 weeks")
ENTER_TEXT = _("Enter an answer")
SHORTEN_TEXT = _("Shorten your answer to %(limit)s characters or fewer")
READ_AGAIN = _("Select the box again: we have just changed the words beside it")
AGREE_FIRST = _("Select the box to agree that your answers are kept")

SELECT_HOW_IT_IS = _("Select how it is now")
