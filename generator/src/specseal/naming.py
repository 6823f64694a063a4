"""Python names for wire names. One rule for operations, arguments, attributes, classes and errors.

The libraries below the generator have rules of their own, which disagree (``face_md5`` and ``face_md_5``), and are not
used.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Collection, Mapping

_WORD_BREAKS = (
    re.compile(r"(?<=[a-z0-9])(?=[A-Z])"),  # faceToken -> face Token, Md5Sum -> Md5 Sum
    re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])"),  # DTOList -> DTO List
)
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")

#: Names that the module of the models uses itself.
RESERVED_CLASS_NAMES = frozenset(
    {
        *("None", "True", "False", "Any", "Struct", "Literal", "UnsetType", "Annotated", "TypeAlias"),
        "Decimal",
    }
)
_SIGNS = str.maketrans({"+": " plus ", "%": " percent ", "&": " and ", "@": " at "})


class UnnameableError(ValueError):
    """A wire name that has no Python equivalent."""


def words(name: str) -> list[str]:
    """The words of a name: ``FeatureDTOList`` is Feature, DTO, List; ``image_ref1`` is image, ref1."""
    found: list[str] = []
    for part in _SEPARATORS.split(name):
        pieces = [part]
        for pattern in _WORD_BREAKS:
            pieces = [piece for whole in pieces for piece in pattern.split(whole)]
        found.extend(piece for piece in pieces if piece)
    return found


def snake_case(name: str) -> str:
    """The name of an argument, attribute or method, with an underscore behind it when it is a Python keyword.

    Raises `UnnameableError` for a name with characters outside ASCII, without a letter, or with a digit in front.
    """
    if not name.isascii():
        raise UnnameableError(f"{name!r} contains non-ASCII characters")
    result = "_".join(words(name)).lower()
    if not result or not result.isidentifier():
        raise UnnameableError(f"{name!r} is not a valid Python identifier")
    return f"{result}_" if keyword.iskeyword(result) else result


def pascal_case(name: str) -> str:
    """A class name: ``acme-pay`` is AcmePay, ``INVALID_TOKEN`` InvalidToken, ``Throttling.User`` ThrottlingUser."""
    if not name.isascii():
        raise UnnameableError(f"{name!r} contains non-ASCII characters")
    result = "".join(_capital(word) for word in words(name))
    if not result or not result.isidentifier() or keyword.iskeyword(result):
        raise UnnameableError(f"{name!r} is not a valid Python class name")
    return result


def _capital(word: str) -> str:
    return word.capitalize() if word.isupper() else word[0].upper() + word[1:]


def error_class(code: str) -> str:
    """The exception class of an error code: ``AUTHENTICATION_ERROR`` is AuthenticationError, not …ErrorError.

    Capitals stay where the code has small letters as well, but for those joined by underscores: ``EAPI:Invalid key`` is
    EAPIInvalidKeyError, as ``EGeneral:Invalid arguments`` is EGeneralInvalidArgumentsError; ``IO_ERROR: disk`` is
    IoErrorDiskError.
    """
    name = pascal_case(code)  # checks the code
    if code.upper() != code:
        name = "".join(_kept(part) for part in re.split(r"[^A-Za-z0-9_]+", code))
    return name if name.endswith("Error") else f"{name}Error"


def _kept(part: str) -> str:
    """A part of a code in Pascal case, with its capitals unless they are joined by underscores."""
    joined = "_" in part.strip("_") and part.isupper()
    return "".join(_capital(word) if joined else word[0].upper() + word[1:] for word in words(part))


def signer_name(scheme: str) -> str:
    """The function that signs by a scheme: ``megvii-sign`` is sign_megvii_sign."""
    return "_".join(["sign", *words(scheme)]).lower()


def way_function(schemes: Collection[str]) -> str:
    """The function that signs by schemes together: those of ``a`` and ``b`` are sign_a_and_b; of none, unsigned."""
    return (
        f"sign_{'_and_'.join(signer_name(one).removeprefix('sign_') for one in schemes)}"
        if schemes
        else "unsigned"
    )


def constant_case(name: str) -> str:
    """The name of a module constant: ``getFaceInfo`` is GET_FACE_INFO."""
    return snake_case(name).rstrip("_").upper()


def is_component_class(name: str) -> bool:
    """Whether a component's name is its class name as it is: PascalCase, ASCII, nothing reserved."""
    return bool(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)) and name not in RESERVED_CLASS_NAMES


def class_name(name: str) -> str:
    """A class name for any name: ``user_v2.Item`` is UserV2Item, ``2fa`` Model2fa, ``Any`` AnyModel."""
    if is_component_class(name):
        return name
    found = "".join(map(_capital, words(_ascii(name))))
    if not found or not found[0].isalpha():
        return f"Model{found}"
    return f"{found}Model" if found in RESERVED_CLASS_NAMES or keyword.iskeyword(found) else found


def is_nameable(name: str) -> bool:
    """Whether a wire name has characters that a Python name can have in its place."""
    return bool(words(_ascii(name)))


def _ascii(name: str) -> str:
    name = name.replace("ß", "ss")
    return unicodedata.normalize("NFKD", name.translate(_SIGNS)).encode("ascii", "ignore").decode()


def singular(name: str) -> str:
    """The class name for one of several: ``UserOrders`` is UserOrder, ``Data`` DataItem."""
    for plural, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if name.endswith(plural) and len(name) > len(plural) + 1:
            return name.removesuffix(plural) + one
    if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 2:
        return name.removesuffix("s")
    return f"{name}Item"


def attribute_names(names: Mapping[str, str]) -> dict[str, str]:
    """The attribute of each wire name of one object, each another: ``+1`` is plus_1, ``2fa`` field_2fa.

    ``names`` has the chosen attributes; an empty one follows from the wire name. Names that are the same in Python are
    numbered, in their order, after the chosen ones.
    """
    found: dict[str, str] = {}
    taken = {chosen for chosen in names.values() if chosen}
    for name, chosen in names.items():
        if chosen:
            found[name] = chosen
            continue
        wanted, number = attribute_name(name), 2
        attribute = wanted
        while attribute in taken:
            attribute, number = f"{wanted.rstrip('_')}_{number}", number + 1
        taken.add(attribute)
        found[name] = attribute
    return found


def attribute_name(name: str) -> str:
    """The attribute of a wire name, whatever characters it has."""
    try:
        return snake_case(name)
    except UnnameableError:
        result = "_".join(words(_ascii(re.sub(r"^-(?=[0-9])", " minus ", name)))).lower()
        if not result or not result[0].isalpha():
            result = f"field_{result}".rstrip("_")
        return f"{result}_" if keyword.iskeyword(result) else result
