"""Software twins of every device, shipped and named like the others: `virtual` in a configuration is one of these, never a fallback.

| to find | look in |
| --- | --- |
| what is laid on a reader: log, faults, power | `card`, `card_faults`; `misbehaving` names faults for a list |
| where a card answers SELECT, READ, VERIFY, signs | `chip` (APDUs: `chip_apdu`); FeliCa frames: `transport_card`; a UID: `tag` |
| from a card file to a card of its kind | `card_kinds`, `card_file` and its `card_fields`, `card_applications` |
| what a card says of its holder | `card_contents`, `card_holder`, `card_pictures`, made of `card_parts` |
| what it keeps without power | `card_memory` |
| who signs it, with published keys | `certificates` and `ca_keys`, `issuers` and `issuer_keys` |
| the reader it lies on | `reader` in this process, `vpcd` under a real pcscd, `udp_target` under a real nfcpy |
| how it shows itself | `air`, `atr` |
| the radio field between card and chip | `radio`, `air_cards` (being found), `air_blocks` (ISO/IEC 14443-4) |
| a reader's chip in that field | `air_chip` (none at all), `pn532_*`, `rcs380_chip` |
| printers, coins, sound | `page_printer`, `receipt_printer`, `cash_box`, `buzzer`, all with `faults` |
"""
