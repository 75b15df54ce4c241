using System.Runtime.InteropServices;

namespace Maas.Inference.Sandbox;

/// <summary>
/// Takes from this process, for good, what no model needs: the network, other programs, and the memory of other
/// processes. Should a file break into ONNX Runtime, it has nobody to talk to.
/// </summary>
/// <remarks>
/// Source: Linux, Documentation/userspace-api/seccomp_filter.rst; the numbers of calls are those of asm/unistd.h.
/// </remarks>
internal static unsafe partial class SystemCallFilter
{
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF0000;
    private const uint RefuseAsForbidden = 0x00050000 | 1;
    private const uint OffsetOfNumber = 0;
    private const uint OffsetOfArchitecture = 4;
    private const nint SetModeFilter = 1;
    private const nint ForAllThreads = 1;

    // socket, connect, fork, vfork, execve, ptrace, process_vm_readv, process_vm_writev, execveat, io_uring_setup
    private static readonly uint[] OnX64 = [41, 42, 57, 58, 59, 101, 310, 311, 322, 425];

    // ptrace, socket, connect, execve, process_vm_readv, process_vm_writev, execveat, io_uring_setup
    private static readonly uint[] OnArm64 = [117, 198, 203, 221, 270, 271, 281, 425];

    /// <returns>False where the system has no such filters: the other limits hold without it.</returns>
    public static bool TrySet() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => TrySet(317, architecture: 0xC000003E, OnX64),
        Architecture.Arm64 => TrySet(277, architecture: 0xC00000B7, OnArm64),
        _ => false,
    };

    private static bool TrySet(nint call, uint architecture, uint[] refused)
    {
        // A call by another architecture's numbers is refused whatever it is.
        var program = new List<Instruction>
        {
            new(LoadWord, 0, 0, OffsetOfArchitecture),
            new(JumpIfEqual, 1, 0, architecture),
            new(Return, 0, 0, RefuseAsForbidden),
            new(LoadWord, 0, 0, OffsetOfNumber),
        };
        for (var i = 0; i < refused.Length; i++)
        {
            program.Add(new Instruction(JumpIfEqual, (byte)(refused.Length - i), 0, refused[i]));
        }

        program.Add(new Instruction(Return, 0, 0, Allow));
        program.Add(new Instruction(Return, 0, 0, RefuseAsForbidden));
        fixed (Instruction* first = program.ToArray())
        {
            var filter = new Filter { Length = (ushort)program.Count, First = first };
            return Call(call, SetModeFilter, ForAllThreads, &filter) == 0;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* First;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Call(nint number, nint operation, nint flags, void* argument);
}
