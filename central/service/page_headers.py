"""What goes with every page of central: nothing from elsewhere, no script, one style, and no trace in caches, indices or other sites."""

from __future__ import annotations

import base64
import hashlib


def headers_for(style: str) -> dict[str, str]:
    """The header fields of a page whose only style is this one (Content Security Policy Level 3, 2.3.1: sources by hash)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
    }
