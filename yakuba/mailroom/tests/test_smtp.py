"""What goes over the wire, and under which protection."""

import ssl
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given, settings
from hypothesis import strategies as some

from yakuba.mailroom.carriers.carrier import Closed
from yakuba.mailroom.carriers.smtp import Smtp, as_email
from yakuba.mailroom.models import Letter
from yakuba.mailroom.tests.postoffice import PostOffice, open_post_office
from yakuba.toolbox import clock

SENDER = "みほん市 <noreply@example.lg.jp>"
JAPANESE = 'あ漢𠮷辻\U000e0101🏠 　a=?_,;:<>"\\()'


def _letter(subject: str = "受付のお知らせ", body: str = "受け付けました。\n") -> Letter:
    return Letter(
        to="hana@example.jp", subject=subject, body=body, posted_at=clock.now(), message_id="<1@example.lg.jp>"
    )


def _lines(characters: str) -> some.SearchStrategy[str]:
    signs = some.one_of(some.sampled_from(characters), some.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
    return some.text(signs, min_size=1, max_size=150)


@given(subject=_lines(JAPANESE).filter(lambda line: line == line.strip()), body=_lines(JAPANESE + "\n"))
@example(subject="長い件名" * 60, body=".\n..\nFrom 見本\n\n" + "あ" * 3500)
@settings(deadline=None)
def test_subject_and_body_arrive_without_the_loss_of_a_character(subject: str, body: str) -> None:
    content = as_email(_letter(subject, body), sender=SENDER).as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) < 998
    read = message_from_bytes(content, policy=policy.default)
    assert read["Subject"] == subject
    assert read["From"] == SENDER
    assert read.get_content().replace("\r\n", "\n").removesuffix("\n") == body.removesuffix("\n")


def test_a_letter_arrives_as_it_was_written() -> None:
    with open_post_office() as office:
        _send(office.url, _letter(body="見本 はな 様\n.\n𠮷野家の件\n"))
    [letter] = office.letters
    assert letter["Subject"] == "受付のお知らせ"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().splitlines() == ["見本 はな 様", ".", "𠮷野家の件"]


def test_one_connection_carries_many_letters() -> None:
    with open_post_office() as office:
        carrier = Smtp(office.url, sender=SENDER)
        carrier.send(_letter())
        server = carrier._server
        carrier.send(_letter())
        assert carrier._server is server
        carrier.close()
    assert len(office.letters) == 2


def _send(url: str, letter: Letter) -> None:
    carrier = Smtp(url, sender=SENDER)
    try:
        carrier.send(letter)
    finally:
        carrier.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begin = clock.now() - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_starttls_carries_a_letter(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with open_post_office(context=_context(certificate), require_starttls=True) as office:
        _send(f"{office.url}?tls=starttls", _letter())
    assert office.received == ["hana@example.jp"]


def test_a_server_that_cannot_prove_its_name_gets_nothing(certificate: Path) -> None:
    with open_post_office(context=_context(certificate)) as office, pytest.raises(Closed, match="CERTIFICATE_VERIFY"):
        _send(f"{office.url}?tls=starttls", _letter())
    assert office.received == []


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for() -> None:
    with open_post_office() as office:
        for tls in ("starttls", "implicit"):
            with pytest.raises(Closed):
                _send(f"{office.url}?tls={tls}", _letter())
    assert office.received == []


def _knows(_server: object, _session: object, _envelope: object, _mechanism: str, login: LoginPassword) -> AuthResult:
    return AuthResult(handled=False, success=(login.login, login.password) == (b"mail", b"p@ss:word"))


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_closes_the_carrier_and_blames_no_letter() -> None:
    with open_post_office(authenticator=_knows, auth_require_tls=False, auth_required=True) as office:
        _send(office.url.replace("//", "//mail:p%40ss%3Aword@"), _letter())
        with pytest.raises(Closed, match="535"):
            _send(office.url.replace("//", "//mail:wrong@"), _letter())
    assert office.received == ["hana@example.jp"]


def test_a_refused_sender_closes_the_carrier_and_blames_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_call: object) -> str:
        return "550 this sender may not"

    monkeypatch.setattr(PostOffice, "handle_MAIL", refuse, raising=False)
    with open_post_office() as office, pytest.raises(Closed, match="550 this sender may not"):
        _send(office.url, _letter())


ANSWERS: dict[str, Callable[[str], str]] = {"temporary": lambda _to: "452 full", "for good": lambda _to: "554 no"}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_refused_letter_leaves_the_connection_to_the_next(kind: str) -> None:
    with open_post_office() as office:
        carrier = Smtp(office.url, sender=SENDER)
        office.at_data = ANSWERS[kind]
        with pytest.raises(Exception, match=r"452 full|554 no"):
            carrier.send(_letter())
        office.at_data = lambda _to: "250 OK"
        carrier.send(_letter())
        carrier.close()
    assert office.received == ["hana@example.jp"]


@pytest.mark.parametrize(
    "url", ["mail.example.jp", "http://mail.example.jp", "smtp://", "smtp://mail.example.jp?tls=maybe"]
)
def test_an_address_that_is_none_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(ValueError, match="YAKUBA_SMTP_URL: write smtp://"):
        Smtp(url, sender=SENDER)


def test_a_server_elsewhere_is_spoken_to_with_tls_unless_told_otherwise() -> None:
    urls = ["smtp://mail.example.jp", "smtp://mail.example.jp?tls=off", "smtp://localhost:25"]
    assert [Smtp(url, sender=SENDER)._tls for url in urls] == ["starttls", "off", "off"]
