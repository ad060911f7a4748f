/** Who is signed in, over HTTP: GET, POST and DELETE /api/v1/session. */

const ADDRESS = "/api/v1/session";

/** @returns {Promise<{status: number, body: object}>}  status 0: the server did not answer */
async function ask(method, body) {
  try {
    const answer = await fetch(ADDRESS, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  }
}

export const signIn = (account, password) => ask("POST", { account, password });

/** Who I am and which posts I hold. Somebody not signed in is sent to the sign-in page. */
export async function whoAmI() {
  const { status, body } = await ask("GET");
  if (status === 401) location.assign("/");
  return status === 200 ? body : null;
}

export async function signOut() {
  await ask("DELETE");
  location.assign("/");
}
