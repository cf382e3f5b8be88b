"""Central's description by OpenAPI 3.1, made from the messages themselves, at /schema/openapi.json."""

from __future__ import annotations

from typing import Any

from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, OpenAPIType, Schema, SecurityScheme
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

SIGNATURE = SecurityScheme(
    type="apiKey",
    name="Signature",
    security_scheme_in="header",
    description="HTTP message signature (RFC 9421) with the terminal's Ed25519 key over @method, @path, @query and"
    " content-digest (RFC 9530), with created, nonce, keyid (the terminal's name) and tag kazasu-terminal",
)


class Base64(OpenAPISchemaPlugin):
    """Bytes in a message are base64, which the framework would not say of itself."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Whether this is a field of bytes; the document itself is none."""
        return field_definition.annotation is bytes and bool(field_definition.name)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002 - as the framework calls it
        """Describe it."""
        return Schema(type=OpenAPIType.STRING, content_encoding="base64")


def description() -> OpenAPIConfig:
    """What is told at /schema, without a viewer that would load its parts from elsewhere."""
    return OpenAPIConfig(
        title="Kazasu central",
        version="1",
        path="/schema",
        render_plugins=[JsonRenderPlugin(path=["/openapi.json", "/"])],
        components=Components(security_schemes={"terminal": SIGNATURE}),
        use_handler_docstrings=True,
    )
