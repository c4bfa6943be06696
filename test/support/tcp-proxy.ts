import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut: `down` refuses what comes, `hanging` takes it and never answers. */
export async function tcpProxy(target: string) {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let state: 'up' | 'down' | 'hanging' = 'up';
  const server = createServer((from) => {
    open.add(from);
    from.on('close', () => open.delete(from)).on('error', () => from.destroy());
    if (state === 'down') from.destroy();
    if (state !== 'up') return;
    const to = connect(Number(port), hostname);
    to.on('error', () => from.destroy()).on('close', () => from.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  /** The two ends of a connection are in this process: after these turns of its loop, both know that it is cut. */
  const noticed = async () => {
    for (let turn = 0; open.size > 0 || turn < 10; turn++)
      await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Connections that are open are cut: what runs over them is lost. */
    set: async (to: typeof state) => {
      state = to;
      cut();
      await noticed();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
export type TcpProxy = Awaited<ReturnType<typeof tcpProxy>>;
