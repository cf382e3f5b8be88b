"""The package: flat top-level packages, with extras per kind of terminal so that a bus does not install a printer's libraries."""

from setuptools import find_packages, setup

OBSERVED = ["prometheus-client>=0.20", "logging-journald>=0.6,<0.7"]
EXTRAS = {
    # Sound needs pygame._sdl2, which is called experimental (docs/adr/0025-sound-out.md): only the version it was tried with, and its repairs.
    "screen": ["pygame-ce>=2.5.8,<2.6", "fonttools>=4.50"],
    "pcsc": ["pyscard>=2.2"],
    "receipt": ["python-escpos>=3.1", "Pillow>=10"],
    "gpio": ["gpiozero>=2.0"],
    "keypad": ["evdev>=1.6"],
    "pi4": ["RPi.GPIO>=0.7.1"],
    "pi5": ["rpi-lgpio>=0.6"],
    "cups": ["pycups>=2.0.4"],
    "nfc": ["nfcpy>=1.0.4,<1.1"],
    "dock": ["pypdfium2>=4.30", "Pillow>=10"],
    "central": [
        "litestar>=2.25",
        "uvicorn>=0.30",
        "typst>=0.13",
        "fonttools>=4.50",
        "segno>=1.6",
        "pyhanko>=0.38,<0.39",
        "gtfs-realtime-bindings>=3,<4",
        *OBSERVED,
    ],
    "postgres": ["psycopg[binary]>=3.2"],
    "metrics": OBSERVED,
    "test": [
        "pytest>=8",
        "pytest-timeout",
        "pytest-xdist",
        "apsw>=3.46",
        "beancount>=3.2",
        "hypothesis",
        "pyzbar",
        "selenium",
        "mypy",
        "ruff",
        "types-requests",
    ],
    "fuzz": ["atheris>=3,<4"],
}
BUS = ["screen", "pcsc", "nfc", "gpio", "metrics"]
KIOSK = ["screen", "pcsc", "nfc", "receipt", "gpio", "keypad", "dock", "central", "metrics"]


def every(extras: list[str]) -> list[str]:
    """The packages of several extras, each once."""
    return sorted({package for name in extras for package in EXTRAS[name]})


setup(
    name="kazasu",
    version="0.1.0",
    description="Public-service terminals for Japan's My Number Card, and the central service they talk to",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(
        include=[
            f"{folder}{rest}"
            for folder in (
                "audio",
                "cards",
                "central",
                "dock",
                "drivers",
                "firmware",
                "provisioning",
                "screens",
                "transit",
            )
            for rest in ("", ".*")
        ]
    ),
    package_data={
        "firmware.phrases": ["*.ftl", "*.toml"],
        "firmware.conformance": ["*.toml", "*.typ"],
        "dock": ["*.html", "*.css", "*.js", "*.svg"],
        "central.service": ["**/*.typ", "**/*.png", "**/*.toml", "**/*.sql", "**/*.html", "**/*.css"],
    },
    install_requires=[
        "msgspec>=0.19",
        "fluent.syntax>=0.19",
        "requests>=2.31",
        "http-message-signatures>=3.0",
        "cryptography>=47",
        "asn1crypto>=1.5",
    ],
    extras_require={**EXTRAS, "kiosk": every(KIOSK), "bus": every(BUS)},
    entry_points={"console_scripts": ["kazasu=firmware.cli:main"]},
)
