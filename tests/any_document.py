"""Any document at all, whether it makes sense or not: what the round trip and the comparison must survive."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from explainer.edition import document as shape


def documents() -> st.SearchStrategy[shape.Document]:
    return _values(inspect.type_info(shape.Document))


def _values(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.StructType():
            fields = {field.name: _values(field.type) for field in kind.fields}
            if kind.cls is shape.Document:
                fields["schema"] = st.just(shape.SCHEMA)
            return st.builds(kind.cls, **fields)
        case inspect.Metadata():
            return _values(kind.type)
        case inspect.ListType():
            return st.lists(_values(kind.item_type), max_size=2)
        case inspect.UnionType():
            return st.one_of(*map(_values, kind.types))
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            return st.integers(-(2**31), 2**31)
        case inspect.StrType():
            return st.text(max_size=8)
    raise NotImplementedError(kind)
