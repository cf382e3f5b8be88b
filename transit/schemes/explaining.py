"""Why a decision came out as it did, in plain Japanese: for the rider at the counter, the official and the auditor."""

from __future__ import annotations

from transit.schemes.benefits import AsCategory, Back, Fixed, Flat, Free, Outside, Points, Share
from transit.schemes.deciding import Asked, Denied, Granted, Why, cap_of
from transit.schemes.scheme import Scheme

DENIED = {
    Why.NOT_IN_FORCE: "この日は、制度の期間ではありません",
    Why.LEVEL: "この利用には、カードの本物の確認が必要です",
    Why.MEDIUM: "この種類のカードでは使えません",
    Why.LIST_OLD: "名簿が古いため、今は使えません",
    Why.FIRM: "この会社のバスは対象外です",
    Why.ROUTE: "この路線は対象外です",
    Why.AREA: "この区間は対象外です",
    Why.HOURS: "この時間は対象外です",
    Why.FARE: "この運賃は対象外です",
    Why.PARTY: "この人数では使えません",
    Why.DAY: "今日の回数を使い切りました",
    Why.MONTH: "今月の回数を使い切りました",
    Why.LEFT: "残りの回数がありません",
}

GRANTED = {
    Free: "無料、助成{granted.subsidy}円",
    Share: "{benefit.part[1]}分の{benefit.part[0]}を助成、{granted.subsidy}円",
    Fixed: "{benefit.yen}円まで助成、{granted.subsidy}円",
    Flat: "どこまで乗っても{benefit.yen}円、助成{granted.subsidy}円",
    AsCategory: "区分「{benefit.category}」の運賃で乗車、助成{granted.subsidy}円",
    Outside: "区域の中は無料、外は{benefit.pays[1]}分の{benefit.pays[0]}を支払い、助成{granted.subsidy}円",
    Points: "ポイントで{granted.points}円",
    Back: "支払った運賃の{benefit.part[1]}分の{benefit.part[0]}を翌月{benefit.day}日ごろに戻す",
}


def explain(scheme: Scheme, asked: Asked, decided: Granted | Denied) -> str:
    """One sentence after another: scheme and version, what was asked, what came of it."""
    head = f"{scheme.name.get('ja') or scheme.id}({decided.version})"
    if isinstance(decided, Denied):
        return f"{head}：{DENIED[decided.why]}。"
    people = f"({decided.people}人分)" if decided.people > 1 else ""
    # the firm bears its own discount; the city is not billed for it
    off = decided.full - decided.fare
    less = f"事業者の割引{off}円。" if off else ""
    back = f"翌月に{decided.back}ポイントが戻ります。" if decided.back else ""
    offer = scheme.offers[decided.offer - 1]
    benefit = GRANTED[type(offer.benefit)].format(benefit=offer.benefit, granted=decided)
    most = cap_of(offer, asked.permit)
    cap = "" if most is None else f"(1人1回{most}円まで)"
    kept = "名簿が古いため、上限を下げています。" if most != offer.cap else ""
    return f"{head}：運賃{decided.full}円{people}。{less}{benefit}{cap}。{kept}支払い{decided.paid}円。{back}"
