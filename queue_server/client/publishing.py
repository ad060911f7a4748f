"""Publishing from a hall's folder: signs somebody of the staff in, sends the files, and signs out."""

from http import HTTPStatus
from pathlib import Path

import aiohttp
import msgspec

from config import loading
from config.findings import Finding
from config.loading import ConfigurationError
from queue_server.client.refused import refusal

REQUEST_S = 60


class _Unfit(msgspec.Struct):
    findings: tuple[Finding, ...]


class _UnfitBody(msgspec.Struct):
    details: _Unfit


class _Published(msgspec.Struct):
    content_hash: str


async def publish(server_url: str, account: str, password: str, folder: Path) -> str:
    """Publishes the folder's configuration at that server; returns its content hash.

    Raises ConfigurationError with every fault the server finds, CommandRefused, ConnectionError, OSError.
    """
    files = {name: (folder / name).read_text(encoding="utf-8") for name in loading.files(folder)}
    url = server_url.rstrip("/")
    jar = aiohttp.CookieJar(unsafe=True)  # also for a server that has an address and no name
    timeout = aiohttp.ClientTimeout(total=REQUEST_S)
    try:
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout, headers={"Origin": url}) as http:
            await _ask(http, "POST", f"{url}/api/v1/session", {"account": account, "password": password})
            try:
                answer = await _ask(http, "POST", f"{url}/api/v1/configuration", {"files": files})
            finally:
                await _ask(http, "DELETE", f"{url}/api/v1/session")
    except aiohttp.ClientError as error:
        raise ConnectionError(str(error)) from error
    return msgspec.json.decode(answer, type=_Published).content_hash


async def _ask(http: aiohttp.ClientSession, method: str, url: str, body: object = None) -> bytes:
    async with http.request(method, url, json=body) as answer:
        content = await answer.read()
    if answer.status == HTTPStatus.CONFLICT:
        raise _unfit(content)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise refusal(content)
    return content


def _unfit(content: bytes) -> Exception:
    try:
        return ConfigurationError(msgspec.json.decode(content, type=_UnfitBody).details.findings)
    except msgspec.MsgspecError:
        return refusal(content)
