"""A browser without scripts that speaks HTTP itself, so that a connection can break at any moment."""

import http.client
import socket
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from tests.markup import Element, read
from tests.plain_browser import sent

Pairs = list[tuple[str, str]]
LONGEST_ANSWER = 60  # seconds
# What can happen to a request when the server dies under it.
BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came back, as somebody would see it."""

    status: int
    path: str
    location: str
    html: str

    @property
    def page(self) -> Element:
        return read(self.html)

    @property
    def asks_to_sign_in(self) -> bool:
        """Whether nobody is signed in any more; without its cookies even the token of a form is refused."""
        return self.location.startswith("/inloggen/") or self.status == 403


class Browser:
    """One session of one person."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port, self.username, self.password = port, username, password
        self.cookies: dict[str, str] = {}

    def sign_in(self) -> None:
        """Begin a session."""
        page = self.get("/inloggen/")
        pairs = form_to(page, "/inloggen/")
        typed = {"username": self.username, "password": self.password}
        answer = self.post("/inloggen/", [(name, typed.get(name, value)) for name, value in pairs])
        assert answer.status == 302, f"signing in answers {answer.status}"

    def get(self, path: str) -> Answer:
        """A page, wherever it leads."""
        answer = self._ask("GET", path)
        for _step in range(5):
            if answer.status != 302:
                break
            answer = self._ask("GET", urljoin(path, answer.location).partition("#")[0])
        return answer

    def post(self, path: str, pairs: Pairs) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(pairs))

    def drop(self, path: str, pairs: Pairs, *, how: str) -> None:
        """Send a form, `half` of it or all, and close the connection, at once or while `reading`."""
        body = urlencode(pairs).encode()
        lines = [f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self._headers(body=True).items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST_ANSWER) as connection:
            connection.sendall(head + (body[: len(body) // 2] if how == "half" else body))
            if how == "reading":
                connection.recv(1)

    def _headers(self, *, body: bool) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": f"127.0.0.1:{self.port}", "Cookie": cookies, "Connection": "close"}
        return headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER)
        try:
            connection.request(method, path, body, self._headers(body=body is not None))
            response = connection.getresponse()
            html = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, path, response.headers.get("Location") or "", html)


def forms_of(page: Element, at: str) -> dict[str, Element]:
    """The forms of a page that post, by the address of each of their buttons that can be pressed."""
    found = {}
    for form in page.walk():
        if form.tag == "form" and form.attributes.get("method", "").lower() == "post":
            for part in form.walk():
                if part.tag == "button" and "disabled" not in part.attributes:
                    to = part.attributes.get("formaction") or form.attributes.get("action") or at
                    found[urlsplit(urljoin(at, to)).path] = form
    return found


def form_to(answer: Answer, address: str) -> Pairs:
    """What the form that is sent to this address sends when nobody touched it."""
    return list(sent(forms_of(answer.page, answer.path)[address]))
