"""Form controls that several forms share."""

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date control; it reads and writes yyyy-mm-dd."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "form-control"}, format="%Y-%m-%d")
