"""Certificates made on the spot: an issuer of the house, and servers with or without a fault."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Issuer:
    """`ca_file`: what a client is to trust."""

    folder: Path
    name: x509.Name
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, folder: Path) -> "Issuer":
        issuer = cls(folder, _name("Test house"), _key())
        issuer.ca_file.write_bytes(
            _pem(issuer._signed(issuer.name, issuer.key, x509.BasicConstraints(True, 0)))
        )
        return issuer

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def server(self, host: str, *, days: int = 1) -> tuple[Path, Path]:
        """(certificate, key) of a server of that name; with negative `days` it has expired."""
        key = _key()
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        certificate = self._signed(_name(host), key, names, days=days)
        paths = self.folder / f"{host}{days}.pem", self.folder / f"{host}{days}.key"
        paths[0].write_bytes(_pem(certificate))
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return paths

    def _signed(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        extension: x509.ExtensionType,
        *,
        days: int = 1,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(extension, critical=True)
            .sign(self.key, hashes.SHA256())
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
