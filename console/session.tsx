import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, bearer, type Call, callApi } from './api/client.ts';
import type { User, UserWithToken } from './api/wire.ts';
import { forgetAll, store, stored } from './storage.ts';

export interface Session {
  user: User;
  token: string;
}

interface SessionValue {
  session: Session | undefined;
  /** why the last session ended, where it was not its owner who ended it */
  ended: string | undefined;
  begin: (user: UserWithToken) => void;
  change: (user: User) => void;
  end: (why?: string) => void;
}

const SessionContext = createContext<SessionValue | undefined>(undefined);

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [session, setSession] = useState(() => stored('session') as Session | undefined);
  const [ended, setEnded] = useState<string>();

  const begin = useCallback(({ token, ...user }: UserWithToken) => {
    const begun = { user, token };
    store('session', begun);
    setSession(begun);
    setEnded(undefined);
  }, []);
  const change = useCallback((user: User) => {
    setSession((current) => {
      if (!current) return current;
      const changed = { ...current, user };
      store('session', changed);
      return changed;
    });
  }, []);
  const end = useCallback((why?: string) => {
    forgetAll();
    setSession(undefined);
    setEnded(why);
  }, []);

  const isDark = session?.user.is_dark_mode;
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (isDark === undefined) delete dataset.theme;
    else dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);

  const value = useMemo(() => ({ session, ended, begin, change, end }), [session, ended, begin, change, end]);
  return <SessionContext.Provider value={value}>{children}</SessionContext.Provider>;
}

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new Error('there is no SessionProvider');
  return value;
}

export type CallAsUser = <T>(path: string, call?: Call & { holdsCode?: true }) => Promise<T>;

/**
 * What the views of a signed-in owner work with. A session that the API no longer knows ends here. `holdsCode` marks a
 * call whose code may be what was refused instead.
 */
export function useOwner() {
  const { session, change, end } = useSession();
  if (!session) throw new Error('nobody is signed in');
  const { user, token } = session;
  const { id } = user;

  const call: CallAsUser = useCallback(
    async (path, { holdsCode, ...rest } = {}) => {
      try {
        return await callApi(path, { ...rest, authorization: bearer(token) });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'unauthorized' && !holdsCode)
          end('Your session has ended. Log in again.');
        throw error;
      }
    },
    [token, end],
  );
  const refresh = useCallback(async () => {
    const fresh = await call<User>(`users/${id}`);
    change(fresh);
    return fresh;
  }, [call, change, id]);

  return { user, path: `users/${id}`, call, refresh, change, end };
}
