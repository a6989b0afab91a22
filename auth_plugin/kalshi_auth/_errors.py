"""What can go wrong with credentials and signing.

    KalshiError
    ├── CredentialsError                    (also a ValueError)
    │   ├── ApiKeyIdError
    │   └── PrivateKeyError
    │       ├── PrivateKeyFileError
    │       └── PrivateKeyPasswordError
    ├── SigningError                        (also a ValueError)
    └── SignedRequestRedirectedError

    UserWarning
    └── PrivateKeyFileWarning

No message, argument or chained cause of these holds a private key, a password, a signature or a key id.
"""


class KalshiError(Exception):
    """Root of every error that this project raises on purpose."""


class CredentialsError(KalshiError, ValueError):
    """The key id or the private key cannot be used; the message says why and what to do."""


class ApiKeyIdError(CredentialsError):
    """The API key id is missing or is not text that fits into a header."""


class PrivateKeyError(CredentialsError):
    """The private key is missing, damaged, of the wrong kind or too weak."""


class PrivateKeyFileError(PrivateKeyError):
    """The private key's file is missing, unreadable or not a file."""


class PrivateKeyPasswordError(PrivateKeyError):
    """The private key's password is missing, wrong or superfluous."""


class SigningError(KalshiError, ValueError):
    """A request cannot be signed because its method, path or timestamp is not what goes onto the wire."""


class SignedRequestRedirectedError(KalshiError):
    """A signed request was redirected to another origin and its headers went there."""


class PrivateKeyFileWarning(UserWarning):
    """The private key's file may be read or changed by every user of the machine."""
