export { oneOfWords, Text } from '@synapse/contracts';
