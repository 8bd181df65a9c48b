import { requireContainerRuntime } from './containers.js';

const dockerHost = process.env.DOCKER_HOST;
afterAll(() => {
  if (dockerHost === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = dockerHost;
});

test('without a container runtime the refusal says what was asked for and what to do', async () => {
  process.env.DOCKER_HOST = 'unix:///nonexistent/docker.sock';
  await expect(requireContainerRuntime()).rejects.toThrow(
    /STACK=containers needs Docker .* leave STACK unset/,
  );
});
