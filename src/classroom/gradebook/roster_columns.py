"""Says what each column of a class list holds, by its heading.

The headings are those of Moodle (participants, grades and user files, in six languages), of Canvas (gradebook
and roster files) and of nbgrader, and what people write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.submission.learners import fold

__all__ = ["Columns", "find_columns"]


def _headings(text: str) -> frozenset[str]:
    return frozenset(fold(each).replace(" ", "") for each in text.split("|"))


# In order: the first that every learner has a value for is the id.
_IDS = (
    _headings("id|student id|student_id|learner id|learner_id|id learner|kennung|matricola"),
    _headings(
        "username|user name|login|login id|sis login id|user|account|nom d'utilisateur|identifiant|"
        "utilisateur|anmeldename|benutzername|nombre de usuario|usuario|nome utente|gebruikersnaam|"
        "nome de usuário|nome de utilizador|用户名|ユーザ名"
    ),
    _headings(
        "id number|idnumber|student number|student no|matriculation number|registration number|"
        "numéro d'identification|numéro étudiant|numéro d'étudiant|matricule|id-nummer|matrikelnummer|"
        "número de id|número de identificación|matrícula|numero id|codice identificativo|id-nummer|"
        "sis user id|sis id|integration id|学号|学籍番号|学生番号"
    ),
)
_NUMBERS = _headings("lms_user_id|lms user id|canvas id|canvas user id|moodle id")
_FIRST = _headings(
    "first name|firstname|first_name|given name|given names|forename|prénom|prenom|vorname|nombre|nombre(s)|"
    "nome|voornaam|förnamn|fornavn|etunimi|imię|jméno|名"
)
_LAST = _headings(
    "last name|lastname|last_name|surname|family name|nom|nom de famille|nachname|familienname|apellido|"
    "apellidos|apellido(s)|cognome|achternaam|sobrenome|apelido|apelidos|efternamn|etternavn|efternavn|"
    "sukunimi|nazwisko|příjmení|姓"
)
_FULL = _headings(
    "name|full name|fullname|student|student name|learner|first name / last name|first name / surname|"
    "nom complet|prénom / nom|nom et prénom|vollständiger name|vorname / nachname|nombre completo|"
    "nome completo|volledige naam|姓名|氏名|名前"
)
_EMAIL = _headings(
    "email|e-mail|email address|e-mail address|mail|adresse de courriel|courriel|adresse e-mail|adresse mail|"
    "e-mail-adresse|mailadresse|dirección de correo|correo|correo electrónico|dirección email|"
    "indirizzo email|e-mailadres|endereço de e-mail|endereço de email|e-postadress|e-postadresse|e-post|"
    "sähköposti|adres e-mail|电子邮件|メールアドレス"
)


@dataclass(frozen=True)
class Columns:
    """Where each thing stands; the places count from 0, and what is not there is None."""

    ids: tuple[int, ...]  # those that may be the id, the likeliest first
    number: int | None  # the platform's own number of a learner
    first: int | None
    last: int | None
    full: int | None
    email: int | None

    @property
    def names_everybody(self) -> bool:
        """Whether there is a column for the whole name, or one for each of its parts."""
        return self.full is not None or (self.first is not None and self.last is not None)

    def unused(self, headings: Sequence[str]) -> list[str]:
        """The headings of the columns that were not recognised."""
        used = {*self.ids, self.number, self.first, self.last, self.full, self.email}
        return [each for at, each in enumerate(headings) if each and at not in used]

    @property
    def known(self) -> int:
        """How many columns were recognised."""
        others = (self.number, self.first, self.last, self.full, self.email)
        return len(self.ids) + sum(each is not None for each in others)


def find_columns(headings: Sequence[str]) -> Columns:
    """What each column holds, by its heading."""
    keys = [fold(each).replace(" ", "") for each in headings]

    def place(known: frozenset[str]) -> int | None:
        return next((at for at, key in enumerate(keys) if key in known), None)

    number = place(_NUMBERS)
    ids = [at for known in _IDS for at, key in enumerate(keys) if key in known]
    if any(key.startswith("sis") for key in keys):  # Canvas: `ID` is its own number, and the last resort
        own = next((at for at, key in enumerate(keys) if key == "id"), None)
        if own is not None:
            number = own if number is None else number
            ids = [at for at in ids if at != own] + [own]
    return Columns(tuple(ids), number, place(_FIRST), place(_LAST), place(_FULL), place(_EMAIL))
