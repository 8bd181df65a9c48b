import Fastify from 'fastify';

/** Answers a constant: what an HTTP server of this kind can do when it has nothing to look up. */
async function main(): Promise<void> {
  const body = 'x'.repeat(Number(process.env.SIZE));
  const app = Fastify();
  app.get('/', async (_, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

void main();
