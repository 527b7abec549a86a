"""Takes typed values out of a TOML table, refusing each wrong one with a Chinese sentence."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

Kind = TypeVar("Kind")


class ProfileError(ValueError):
    """The profile cannot be used; the message says where and what to change, in Chinese."""


@dataclass(frozen=True)
class TomlTable:
    """A table of the profile and its place, as a person finds it in the file."""

    where: str
    values: Mapping[str, object]

    def only(self, *allowed: str) -> "TomlTable":
        """Refuse a misspelt key: silently ignored, it would be a decision lost."""
        for key in self.values:
            if key not in allowed:
                raise ProfileError(f"{self.where}：不认识“{key}”，请核对拼写。")
        return self

    def text(self, key: str, *, default: str | None = None) -> str:
        """Give a text that is not blank, or the default where the key is absent."""
        if default is not None and key not in self.values:
            return default
        value = self._value(key, str, "一段文字")
        if not value.strip():
            raise ProfileError(f"{self.where}：“{key}”不能为空。")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Give a text that is one of those allowed."""
        value = self.text(key)
        if value not in allowed:
            raise ProfileError(
                f"{self.where}：“{key}”只能是 {'、'.join(allowed)}，写的是“{value}”。"
            )
        return value

    def code(self, key: str) -> str:
        """Give an identifier for addresses: small ASCII letters, digits and hyphens."""
        value = self.text(key)
        plain = value.replace("-", "")
        if not (plain.isascii() and plain.isalnum() and value.islower() and value[0].isalpha()):
            raise ProfileError(
                f"{self.where}：“{key}”只能用小写字母、数字和连字符，以字母开头，写的是“{value}”。"
            )
        return value

    def number(self, key: str) -> str:
        """Give a printed number as text, the way readings hold it."""
        return str(self._value(key, int, "一个整数"))

    def day(self, key: str) -> datetime.date:
        """Give a date."""
        value = self._value(key, datetime.date, "一个日期，例如 2025-12-31")
        if isinstance(value, datetime.datetime):
            raise ProfileError(f"{self.where}：“{key}”只写日期，不写时刻。")
        return value

    def numbers(self, key: str) -> tuple[str, ...]:
        """Give a list of printed numbers."""
        values = self._value(key, list, "一列整数")
        if not all(type(value) is int for value in values):
            raise ProfileError(f"{self.where}：“{key}”应为一列整数。")
        return tuple(str(value) for value in values)

    def table(self, key: str, name: str) -> "TomlTable":
        """Give the table under a key."""
        value = self._value(key, dict, "一个表")
        return TomlTable(name, cast(Mapping[str, object], value))

    def tables(self, key: str, name: str) -> "tuple[TomlTable, ...]":
        """Give the list of tables under a key, each named by its position from 1."""
        if key not in self.values:
            return ()
        values = self._value(key, list, "一列表")
        if not all(isinstance(value, dict) for value in values):
            raise ProfileError(f"{self.where}：“{key}”应写作 [[{key}]]。")
        return tuple(TomlTable(f"第 {n} 个{name}", value) for n, value in enumerate(values, 1))

    def _value(self, key: str, kind: type[Kind], what: str) -> Kind:
        if key not in self.values:
            raise ProfileError(f"{self.where}：缺少“{key}”。")
        value = self.values[key]
        # True is an int to Python, but not to the person who wrote it.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ProfileError(f"{self.where}：“{key}”应为{what}。")
        return value
