import { testApps } from '@marketloom/testing';
import definition from './definition.ts';
import { simulation } from './fixtures/simulation.ts';

testApps({ definition, simulation });
