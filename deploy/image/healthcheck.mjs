const answer = await fetch(`http://127.0.0.1:${process.env.OPS_PORT ?? 9464}/readyz`);
process.exit(answer.ok ? 0 : 1);
