/** How dependency-cruiser resolves imports between packages: to the sources, so that it needs no build. */
const { resolve } = require('node:path');

const libs = ['contracts', 'economy', 'bus', 'store', 'http', 'runtime', 'testkit'];

module.exports = {
  resolve: {
    alias: Object.fromEntries(libs.map((lib) => [`@synapse/${lib}`, resolve('libs', lib, 'src/index.ts')])),
  },
};
