/** The values of a memory that computes: its multipliers, adder trees and registers, and a GPT that runs on them. */
package bitwright.accel.pim.value;
