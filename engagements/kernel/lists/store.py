"""Where the kit keeps what people chose; the kernel knows no model, so the app registers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class ListStore:
    """Saved views, hidden columns and the log of exports.

    `views(actor=, list_key=)`, `view_save(actor=, list_key=, name=, query=, columns=, is_shared=)`,
    `view_delete(actor=, list_key=, view_id=)`, `hidden_columns(user=, list_key=)`,
    `hidden_columns_save(user=, list_key=, names=)`,
    `export_logged(actor=, list_key=, model=, count=, fields=, origin=)`.
    """

    views: Callable[..., Sequence[Any]]
    view_save: Callable[..., Any]
    view_delete: Callable[..., None]
    hidden_columns: Callable[..., Sequence[str] | None]
    hidden_columns_save: Callable[..., None]
    export_logged: Callable[..., None]


class Store:
    """The registered store."""

    current: ClassVar[ListStore]


def store_register(store: ListStore) -> None:
    Store.current = store
