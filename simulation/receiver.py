"""Receivers of ratings, played: `python -m simulation.receiver`.

Real HTTP in front of what a national or provincial platform would have behind it: every field of a message is looked
at, by tables of its own that know nothing of the server's, and a message whose number was seen before is taken once. A
receiver can be told to misbehave: refuse, be slow, be down, die before it answers, answer twice, lock us out.

`POST /NAME` takes a rating (`national`, `province`, `pad`), `GET /` shows what came, `POST /NAME/faults` with
`["down", "down", "die"]` says what befalls the next messages.
"""

import argparse
import asyncio
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from aiohttp import web

PORT: Final = 9191
SLOW_S: Final = 30.0
SHOWN: Final = 50  # of the newest messages

_DATE: Final = "%Y-%m-%d %H:%M:%S"
_CODE: Final = r"[0-9A-Za-z_-]{1,64}"
_ANY: Final = r"[^\x00]+"

# what each field may hold; those with "!" must be there
_NATIONAL: Final = {
    "办件编号!": r".{1,50}",
    "评价渠道!": "PC端|移动服务端|二维码|政务大厅平板电脑|政务大厅其他终端|电话|短信",
    "评价人": r".{1,30}",
    "评价时间!": r"\d{8}T\d{6}",
    "评价次数!": r"\d{1,2}",
    "满意度!": "非常满意|满意|基本满意|不满意|非常不满意",
    "满意度代码!": "[1-5]",
    "文字评价": _ANY,
    "行政区划!": r"\d{1,9}",
}
_PROVINCE: Final = {
    "areaCode!": r"\d{6,12}",
    "areaName!": _ANY,
    "deptCode!": "[0-9A-Z]{18}",
    "taskCode!": _CODE,
    "taskHandleItem": _CODE,
    "taskName!": _ANY,
    "subMatter": _ANY,
    "projectNo!": r"\S+",
    "proStatus": "[123]",
    "proDepartCode": "[0-9A-Z]{18}",
    "proDepart": _ANY,
    "proManager": _ANY,
    "pf!": "[1-7]",
    "userProp": "[12]",
    "satisfaction!": "[1-5]",
    "evalDetail": r"\d{3}(,\d{3})*",
    "writingEvaluation": _ANY,
    "assessTime!": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "assessNumber!": "[12]",
    "promiseTime": "[12]",
    "acceptDate": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "dataSource!": r"\d{3}",
    "reportId": _ANY,
}
_PAD: Final = {
    "departmentCode!": "[0-9A-Z]{18}",
    "departmentName!": _ANY,
    "evalProcess": _ANY,
    "evalTime!": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "hallCode!": _CODE,
    "windowNo!": r"\d{1,3}",
    "workNo": _ANY,
    "affairSerialNo!": r"\S+",
    "affairCode!": _CODE,
    "affairName!": _ANY,
    "affairDealOfficer": _ANY,
    "affairApplyTime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "affairDoneTime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "affairHandleItem": _CODE,
    "userType": "[01]",
    "projectType": "[12]",
    "serviceName": _ANY,
    "serviceNumber": r"\d{1,2}",
    "serviceTime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "remark": _ANY,
    "satisfaction!": "[1-5]",
    "channel": "[1-7]",
}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {"national": _NATIONAL, "province": _PROVINCE, "pad": _PAD}

_NATIONAL_LEVELS: Final = {"非常满意": "1", "满意": "2", "基本满意": "3", "不满意": "4", "非常不满意": "5"}


class Fault(StrEnum):
    """What befalls one message."""

    NONE = "none"
    REFUSE = "refuse"  # 422, though nothing is wrong with it
    DOWN = "down"  # 503
    LOCKED_OUT = "locked_out"  # 401
    SLOW = "slow"  # takes it, and answers after half a minute
    DIE = "die"  # takes it, and hangs up
    TWICE = "twice"  # answers two times


@dataclass
class Desk:
    """One receiver: what came, first of each number, and what else befell it."""

    name: str
    taken: dict[str, dict[str, str]] = field(default_factory=dict)  # by the number that is never given twice
    seen_twice: int = 0
    refused: int = 0
    keys: set[str] = field(default_factory=set)  # that were shown
    faults: deque[Fault] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # after every message


class Receiver:
    """The desks of all forms behind one port."""

    def __init__(self, *, knows_twice: bool = True, slow_s: float = SLOW_S) -> None:
        """`knows_twice`: says 409 to a message it has; otherwise 200, and takes it once all the same."""
        self._slow_s = slow_s
        self.desks = {name: Desk(name) for name in FORMS}
        self._knows_twice = knows_twice
        self.app = web.Application()
        self.app.router.add_get("/", self._show)
        self.app.router.add_post("/{name}", self._take)
        self.app.router.add_post("/{name}/faults", self._misbehave)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        desk = self.desks.get(request.match_info["name"])
        if desk is None:
            raise web.HTTPNotFound
        fault = desk.faults.popleft() if desk.faults else Fault.NONE
        try:
            return await self._answer(desk, fault, request)
        finally:
            desk.arrived.set()

    async def _answer(self, desk: Desk, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault is Fault.DOWN:
            return web.Response(status=503, headers={"Retry-After": "0"})
        if fault is Fault.LOCKED_OUT:
            return web.Response(status=401)
        number = request.headers.get("Idempotency-Key", "")
        desk.keys.add(request.headers.get("Authorization", ""))
        wrong = faults_of(desk.name, await request.read()) + ([] if number else ["Idempotency-Key: missing"])
        if wrong or fault is Fault.REFUSE:
            desk.refused += 1
            return web.json_response({"code": "1", "wrong": wrong}, status=422)
        known = number in desk.taken
        desk.seen_twice += known
        if not known:
            desk.taken[number] = msgspec.json.decode(await request.read())
        if fault is Fault.SLOW:
            await asyncio.sleep(self._slow_s)
        if fault is Fault.DIE and request.transport is not None:
            request.transport.abort()
        if fault is Fault.TWICE and request.transport is not None:
            request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + b'{"code":"0"}')
        if known and self._knows_twice:
            return web.json_response({"code": "2", "wrong": []}, status=409)
        return web.json_response({"code": "0"})

    async def _misbehave(self, request: web.Request) -> web.Response:
        desk = self.desks.get(request.match_info["name"])
        if desk is None:
            raise web.HTTPNotFound
        desk.faults.extend(msgspec.json.decode(await request.read(), type=list[Fault]))
        return web.Response(status=204)

    async def _show(self, request: web.Request) -> web.Response:
        told: dict[str, Any] = {
            desk.name: {
                "taken": len(desk.taken),
                "seen_twice": desk.seen_twice,
                "refused": desk.refused,
                "newest": list(desk.taken.values())[-SHOWN:],
            }
            for desk in self.desks.values()
        }
        return web.Response(body=msgspec.json.format(msgspec.json.encode(told)), content_type="application/json")


def faults_of(name: str, body: bytes) -> list[str]:
    """What is wrong with a message to the receiver of that name."""
    form = FORMS[name]
    try:
        message = msgspec.json.decode(body, type=dict[str, str])
    except msgspec.MsgspecError as error:
        return [str(error)]
    known = {key.rstrip("!"): pattern for key, pattern in form.items()}
    wrong = [f"{key[:-1]}: missing" for key in form if key.endswith("!") and not message.get(key[:-1])]
    wrong += [f"{key}: no such field" for key in message if key not in known]
    for key, value in message.items():
        if key in known and value and not re.fullmatch(known[key], value, re.DOTALL):
            wrong.append(f"{key}: {value[:20]}")
        elif key in ("assessTime", "evalTime", "acceptDate") and value and not _is_time(value):
            wrong.append(f"{key}: no such time")
    if name == "national" and _NATIONAL_LEVELS.get(message.get("满意度", "")) != message.get("满意度代码"):
        wrong.append("满意度: another than its code")
    return wrong


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, _DATE)  # noqa: DTZ007  the hall's own time, as the form has it
    except ValueError:
        return False
    return True


async def _serve(host: str, port: int) -> None:
    runner = web.AppRunner(Receiver().app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        print(f"http://{host}:{port}", flush=True)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulation.receiver", description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args()
    try:
        asyncio.run(_serve(given.host, given.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
