package org.imginspect.report;

import java.util.Map;

/** Names of partition types, from the UAPI group's discoverable partitions and sfdisk's list. */
final class PartitionTypes {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "EFI system"),
            Map.entry("21686148-6449-6E6F-744E-656564454649", "BIOS boot"),
            Map.entry("0FC63DAF-8483-4772-8E79-3D69D8477DE4", "Linux file system"),
            Map.entry("4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709", "Linux root (x86-64)"),
            Map.entry("B921B045-1DF0-41C3-AF44-4C6F280D3FAE", "Linux root (arm64)"),
            Map.entry("BC13C2FF-59E6-4262-A352-B275FD6F7172", "Linux extended boot"),
            Map.entry("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "Linux swap"),
            Map.entry("E6D6D379-F507-44C2-A23C-238F2A3DF928", "Linux LVM"),
            Map.entry("A19D880F-05FC-4D3B-A006-743F0F84911E", "Linux RAID"),
            Map.entry("9E1A2D38-C612-4316-AA26-8B49521E5A8B", "PowerPC PReP boot"),
            Map.entry("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Microsoft basic data"),
            Map.entry("E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "Microsoft reserved"),
            Map.entry("DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "Windows recovery"),
            Map.entry("05", "extended"),
            Map.entry("07", "NTFS or exFAT"),
            Map.entry("0b", "FAT32"),
            Map.entry("0c", "FAT32 (LBA)"),
            Map.entry("0e", "FAT16 (LBA)"),
            Map.entry("0f", "extended (LBA)"),
            Map.entry("82", "Linux swap"),
            Map.entry("83", "Linux"),
            Map.entry("85", "Linux extended"),
            Map.entry("8e", "Linux LVM"),
            Map.entry("ee", "GPT protective"),
            Map.entry("ef", "EFI system"),
            Map.entry("fd", "Linux RAID"));

    private PartitionTypes() {}

    /** {@code EFI system}; {@code type C12A7328-…} for one that is not in the list. */
    static String name(String type) {
        String name = NAMES.get(type);
        return name == null ? "type " + type : name;
    }
}
