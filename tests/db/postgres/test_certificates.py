"""A server whose certificate has run out, is of another name or of nobody one knows: one sentence, nothing is said."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coding.base.server_file import ServerFile
from coding.store.store_errors import StoreAwayError, StoreError
from db.postgres.opening import Way
from tests.db.server import binaries
from tools.own_server import OwnServer


def certified(name, days):
    """A certificate that signs itself, made ten days ago and valid for so many days from then on; with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=10)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(form), private


@pytest.fixture
def opened(tmp_path):
    """Speaks to a server that has this certificate, knowing that one."""

    def open_at(certificate, key, known):
        (tmp_path / "ca.crt").write_bytes(known)
        server.stop()
        server.certify(certificate, key)
        server.start()
        where = "localhost", "postgres", server.port, server.superuser, "verify-full", str(tmp_path / "ca.crt")
        return Way(ServerFile(*where), "", server.password).connect()

    binaries()
    with OwnServer() as server:
        yield open_at


def test_a_certificate_that_holds_is_taken(opened):
    certificate, key = certified("localhost", 50)
    opened(certificate, key, certificate).raw.close()


@pytest.mark.parametrize(
    ("name", "days", "is_known"), [("localhost", 5, True), ("elsewhere", 50, True), ("localhost", 50, False)]
)
def test_a_certificate_that_does_not_hold_is_told(opened, name, days, is_known):
    certificate, key = certified(name, days)
    with pytest.raises(StoreError, match="证书核对不过（已到期，或不是它的）") as told:
        opened(certificate, key, certificate if is_known else certified(name, 50)[0])
    assert not isinstance(told.value, StoreAwayError)
