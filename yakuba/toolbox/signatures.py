"""The city's signature inside a paper's file (PAdES), made with the key that the settings name.

Anybody can sign a file, and the gap in which the signature itself lies is not covered by it. So `check` also
says whether the key is ours, and whoever verifies a paper compares the SHA-256 of the whole file besides.
"""

import asyncio
import functools
import io
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from yakuba.toolbox import clock

DEMO_SUBJECT = "デモ用・無効 DEMO NOT VALID みほん市"


class KeyProblem(Exception):
    """The signing key cannot be used; the sentence tells the operator what to put right."""


@dataclass(frozen=True)
class Key:
    """The city's signing key, opened."""

    private: keys.PrivateKeyInfo
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class Check:
    """What the signature in a file says: was it changed, is all of it covered, is the key the city's."""

    signed: bool = False
    intact: bool = False
    whole: bool = False
    ours: bool = False
    signer: str = ""

    @property
    def is_genuine(self) -> bool:
        return self.signed and self.intact and self.whole and self.ours


def sign(pdf: bytes) -> bytes:
    """The paper with the city's signature; unchanged when no key is configured. Raises KeyProblem."""
    if not settings.SIGNING_KEY:
        return pdf
    key = _usable_key()
    signer = signers.SimpleSigner(key.certificate, key.private, SimpleCertificateStore.from_certs(key.chain))
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    session = signers.PdfSigner(metadata, signer).init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    session.system_time = clock.now()
    # In hexadecimal, twice the certificates and room for the rest. Measuring would mean signing twice.
    room = 2 * (2048 + sum(len(part.dump()) for part in (key.certificate, *key.chain)))
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    signed = io.BytesIO()
    digest, _output = document.digest_tbs_document(output=signed)
    asyncio.run(document.perform_signature(digest.document_digest, PdfCMSSignedAttributes()))
    return signed.getvalue()


def check(pdf: bytes) -> Check:
    """What the file's one signature says; an unreadable file says nothing. Raises KeyProblem."""
    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(embedded) != 1:
            return Check(signed=bool(embedded))
        certificate = embedded[0].signer_cert
        status = validate_pdf_signature(embedded[0], ValidationContext(trust_roots=[certificate], allow_fetching=False))
    # A stranger's file may break the reader at any point and in any way; whatever breaks is not intact.
    except Exception:
        return Check()
    return Check(
        signed=True,
        intact=status.intact and status.valid,
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        ours=bool(settings.SIGNING_KEY) and certificate.dump() == _configured_key().certificate.dump(),
        signer=certificate.subject.native.get("common_name", ""),
    )


def make_demo_key(path: Path, password: str = "") -> None:
    """Writes a P-256 key whose own certificate says that it proves nothing; valid for the sample town's past too."""
    private = ec.generate_private_key(ec.SECP256R1())
    subject = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            certificates.NameAttribute(NameOID.COMMON_NAME, DEMO_SUBJECT),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    certificate = (
        certificates.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=3 * 366))
        .not_valid_after(clock.now() + timedelta(days=10 * 366))
        .add_extension(
            certificates.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .sign(private, hashes.SHA256())
    )
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    content = pkcs12.serialize_key_and_certificates(b"demo", private, certificate, None, lock)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _usable_key() -> Key:
    key = _configured_key()
    valid = key.certificate["tbs_certificate"]["validity"]
    if clock.now() > valid["not_after"].native:
        raise KeyProblem(_("署名の鍵の有効期限が %(day)s に切れています。") % {"day": valid["not_after"].native.date()})
    if clock.now() < valid["not_before"].native:
        raise KeyProblem(_("署名の鍵は %(day)s から有効です。") % {"day": valid["not_before"].native.date()})
    return key


def valid_until() -> datetime:
    """Until when the configured key signs. Raises KeyProblem where there is none that can be read."""
    until: datetime = _configured_key().certificate["tbs_certificate"]["validity"]["not_after"].native
    return until


def _configured_key() -> Key:
    path = Path(settings.SIGNING_KEY)
    try:
        return _open(path, path.stat().st_mtime_ns, settings.SIGNING_PASSWORD)
    except OSError as fault:
        raise KeyProblem(
            _("署名の鍵のファイルを読めません：%(path)s（%(why)s）") % {"path": path, "why": fault.strerror}
        ) from fault


@functools.lru_cache(maxsize=2)
def _open(path: Path, _changed: int, password: str) -> Key:
    try:
        content = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    except ValueError as fault:
        raise KeyProblem(
            _("署名の鍵 %(path)s を開けません。パスワード（YAKUBA_SIGNING_PASSWORD）が違うか、PKCS#12 ではありません。")
            % {"path": path}
        ) from fault
    if content.key is None or content.cert is None:
        raise KeyProblem(_("署名の鍵のファイルに、秘密鍵と証明書の両方が入っていません：%(path)s") % {"path": path})
    private = content.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    ours, *chain = [
        x509.Certificate.load(part.certificate.public_bytes(Encoding.DER))
        for part in (content.cert, *content.additional_certs)
    ]
    return Key(keys.PrivateKeyInfo.load(private), ours, tuple(chain))
