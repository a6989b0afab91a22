"""The intermediate representation: what a client package declares, free of both OpenAPI and Python text.

Every name is final and every reference resolved. `build` makes it, `render`, `docstrings` and `surface` read
it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import attrs

from generator.types import Type

__all__ = [
    "Alias",
    "Body",
    "Declaration",
    "EnumClass",
    "Field",
    "Host",
    "Member",
    "Model",
    "Notes",
    "Operation",
    "Package",
    "PagedList",
    "Pagination",
    "Parameter",
    "Scheme",
    "Sibling",
    "Status",
]


@attrs.frozen(kw_only=True)
class Notes:
    """What a document says about a thing in words.

    Attributes:
        summary: One line.
        description: Paragraphs.
        unverified: What of it is a decision of the document's author, and no knowledge of the API.
        deprecated: Whether it should no longer be used.
    """

    summary: str = ""
    description: str = ""
    unverified: str = ""
    deprecated: bool = False


@attrs.frozen(kw_only=True)
class _Value:
    """Anything that has a type: a field or a parameter.

    Attributes:
        name: Name on the wire.
        type: Its type, nullability included.
        required: Whether it must be there.
        unit: What a number or decimal string counts.
        limits: Constraints by their keyword (`minimum`, `maxItems`, ...), in the order of `LIMITS`.
        default: What the server takes when it is left out; None means that the document says nothing.
    """

    name: str
    type: Type
    required: bool
    notes: Notes
    unit: str | None = None
    limits: Mapping[str, Any] = attrs.field(factory=dict)
    default: Any = None


@attrs.frozen(kw_only=True)
class Field(_Value):
    """A field of a model.

    Attributes:
        attribute: Its name in Python, nearly always that on the wire.
        is_next_cursor: Whether it tells where the next page starts.
        is_sent: Whether a request body holds it.
        tells_null: Whether leaving it out differs from sending null: a field of a request body that may be
            either.
    """

    attribute: str
    is_next_cursor: bool = False
    is_sent: bool = False
    tells_null: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether its name on the wire is its name in Python too."""
        return self.attribute == self.name


@attrs.frozen(kw_only=True)
class Parameter(_Value):
    """A parameter of an operation.

    Attributes:
        argument: Name of the argument in Python.
        key: Its key among the arguments of a call: its name, unless two places have one of that name.
        location: Where it travels.
        array: How a list of values is written.
        choices: The values that the document allows, if it lists them.
        omit_empty: Whether an empty text means that it is absent.
    """

    argument: str
    key: str
    location: Literal["query", "path", "header", "cookie"]
    array: Literal["none", "comma", "repeat"] = "none"
    choices: tuple[str | int, ...] = ()
    omit_empty: bool = False


@attrs.frozen
class Member:
    """A member of an enum: its name in Python and its value on the wire."""

    name: str
    value: str | int


@attrs.frozen(kw_only=True)
class _Declaration:
    """Anything that a package declares in its module of models.

    Attributes:
        name: Its name in Python.
        schema: Name of its schema.
        inline_at: JSON pointer of the place where the schema stands, if the document gives it no name.
    """

    name: str
    schema: str
    notes: Notes
    inline_at: str | None = None


@attrs.frozen(kw_only=True)
class Model(_Declaration):
    """An object schema, which becomes a class."""

    kind: ClassVar = "model"
    fields: tuple[Field, ...]


@attrs.frozen(kw_only=True)
class EnumClass(_Declaration):
    """A schema that lists texts or whole numbers, which becomes an open enum."""

    kind: ClassVar = "enum"
    members: tuple[Member, ...]
    default: str | int | None = None

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return all(isinstance(member.value, str) for member in self.members)


@attrs.frozen(kw_only=True)
class Alias(_Declaration):
    """Any other named schema, which becomes a name for a type."""

    kind: ClassVar = "alias"
    type: Type


Declaration = Model | EnumClass | Alias


@attrs.frozen(kw_only=True)
class Window:
    """What bounds a list by time, so that parts of it can be fetched side by side.

    Attributes:
        oldest: The parameter for the earliest time of items.
        newest: The parameter for the latest.
        id: The field that tells items apart.
        time: The field with an item's time.
    """

    oldest: str
    newest: str
    id: str
    time: str


@attrs.frozen(kw_only=True)
class PagedList:
    """A list in the pages of an operation.

    Attributes:
        name: The field that holds it.
        item: Type of its items.
        iterator: Name of the method that walks through it.
        window: What bounds it by time, if something does.
    """

    name: str
    item: Type
    iterator: str
    window: Window | None = None


@attrs.frozen(kw_only=True)
class Pagination:
    """How an operation is paged.

    Attributes:
        pages_iterator: Name of the method that walks page by page.
    """

    cursor_parameter: str
    next_cursor: str
    limit_parameter: str | None
    max_limit: int | None
    lists: tuple[PagedList, ...]
    pages_iterator: str
    unverified: str = ""


@attrs.frozen(kw_only=True)
class Body:
    """What an operation takes as the body of its request.

    Attributes:
        type: What it is; `bytes` for what is no JSON.
    """

    type: Type
    media_type: str
    required: bool
    notes: Notes


@attrs.frozen(kw_only=True)
class Status:
    """A documented answer other than success: `status` is a number, a range such as 5XX, or `default`."""

    status: str
    notes: Notes


@attrs.frozen(kw_only=True)
class Sibling:
    """The same operation in another package, and what tells the two answers apart.

    Attributes:
        package: Import name of the other package.
        edition: What it calls the time that it describes.
        ours: Paths of the fields that only this package's answer has.
        theirs: Paths of the fields that only the other's has.
    """

    package: str
    edition: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Operation:
    """An operation, which becomes a constant and a method of each facade.

    Attributes:
        id: operationId.
        method: Name of the method in Python.
        http_method: In upper case.
        body: What the body of its request is, if it takes one.
        result: What the success body holds; None when there is no body.
        result_notes: What the document says of the success.
        media: How the success body is read.
        success: Documented success statuses; none means any from 200 to 299.
        security: Alternatives, each the sorted names of the schemes that it takes together.
        siblings: The same operation in other packages, where its answer is another.
    """

    id: str
    method: str
    http_method: str
    path: str
    notes: Notes
    parameters: tuple[Parameter, ...]
    body: Body | None = None
    result: Type | None
    result_notes: Notes
    media: Literal["json", "text", "bytes"] = "json"
    success: tuple[int, ...]
    errors: tuple[Status, ...]
    security: tuple[tuple[str, ...], ...]
    pagination: Pagination | None = None
    siblings: tuple[Sibling, ...] = ()

    @property
    def constant(self) -> str:
        """Name of the constant that declares it."""
        return self.method.upper()

    @property
    def signed(self) -> bool:
        """Whether every way to call it takes credentials."""
        return bool(self.security) and all(self.security)


@attrs.frozen(kw_only=True)
class Host:
    """A server: what the document calls it, and its URL."""

    name: str
    url: str
    notes: Notes


@attrs.frozen(kw_only=True)
class Scheme:
    """A security scheme that an operation takes.

    Attributes:
        name: What the document calls it.
        facts: What tells it from others, by its keyword: `type`, and `in` and `name` or `scheme`.
    """

    name: str
    facts: Mapping[str, str]


@attrs.frozen(kw_only=True)
class Package:
    """A whole client package."""

    name: str
    title: str
    version: str
    edition: str | None
    notes: Notes
    hosts: tuple[Host, ...]
    schemes: tuple[Scheme, ...] = ()
    operations: tuple[Operation, ...]
    declarations: tuple[Declaration, ...]
